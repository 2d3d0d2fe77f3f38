"""What is asked before a post is boosted or liked, or its author followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import Account
from tilstede.outbox import words
from tilstede.rooms.publish.judge.forms import HarmQuestion


class DeedForm(HarmQuestion):
    """The question of harm, and by which accounts. ``version``: number of the event whose words were shown.
    ``confirmed``: keys of what was found, and may stand."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    account = forms.MultipleChoiceField(
        label=_("By which account?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose at least one.")},
    )
    confirmed = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, data: Any = None, *, accounts: Sequence[Account], **more: Any) -> None:
        super().__init__(data, **more)
        self.accounts = list(accounts)
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), words.channel(one)) for one in self.accounts]
        if len(self.accounts) == 1:
            field.initial = [str(self.accounts[0].pk)]

    @property
    def chosen(self) -> list[Account]:
        """The accounts."""
        return [one for one in self.accounts if str(one.pk) in self.cleaned_data["account"]]

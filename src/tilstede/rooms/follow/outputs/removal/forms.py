"""What someone who wants to be taken off fills in, and what staff decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import User
from tilstede.rooms.follow.models import Removal


def _text(rows: int, **more: str) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "ds-input", "rows": rows, **more})


class Ask(forms.Form):
    """What it is about, why, and how to answer. ``website`` is for robots: people never meet it."""

    what = forms.CharField(
        label=_("What should be taken off?"),
        help_text=_(
            "The address of the post or the account, or what it says. There can be several."
        ),
        max_length=4_000,
        widget=_text(3),
    )
    why = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "Such as: it is about me and is private; it is wrong; it was deleted where it stood."
        ),
        max_length=4_000,
        widget=_text(3),
    )
    name = forms.CharField(
        label=_("Your name (can be left out)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "name"}),
    )
    reach = forms.CharField(
        label=_("How do we reach you?"),
        help_text=_("An e-mail address, a telephone number, or another way you choose."),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "email"}),
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )


class Owner(forms.Form):
    """Who sees to it."""

    owner = forms.ModelChoiceField(
        label=_("Who sees to it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        widget=forms.Select(attrs={"class": "ds-input"}),
    )

    def __init__(self, told: Any, owners: Iterable[User], owner: User | None) -> None:
        super().__init__(told, initial={"owner": owner})
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[user.pk for user in owners])


class Decide(forms.Form):
    """What was decided, and what the person is told."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=Removal.Verdict,
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What the person is told, and by which rule"),
        help_text=_(
            "Goes into the record with your name, never shown to the public. Do not repeat what is private."
        ),
        max_length=4_000,
        widget=_text(4),
    )

"""What is filled in about a try-out, when it begins and when it ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import User
from tilstede.outbox.drafting import channels, rightful
from tilstede.outbox.drafting.models import TryOut
from tilstede.web.widgets import Select

_LONGEST = 2_000
NOT_YOURS = _(
    "Everyone can read that a channel or a service is tried. It is begun and ended by those who publish there on their"
    " own word."
)


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "ds-input", "rows": rows})


class Begin(forms.Form):
    """What is tried, why, and until when."""

    kind = forms.ChoiceField(
        label=_("What is tried?"),
        choices=TryOut.Kind.choices,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose one of them.")},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Of the channel or service, as people know it. Not needed for posts."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "ds-input"}),
    )
    account = forms.ChoiceField(
        label=_("Account"),
        help_text=_("The channel, or where the service is given."),
        required=False,
        widget=Select(attrs={"class": "ds-input"}),
    )
    hypothesis = forms.CharField(
        label=_("What do you believe?"),
        help_text=_(
            "So that somebody can tell whether it was so: “Twice as many answer a question.”"
        ),
        max_length=_LONGEST,
        widget=_text(),
    )
    ends = forms.DateField(
        label=_("Until when is it tried?"),
        widget=forms.DateInput(attrs={"class": "ds-input", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.own = {str(one.pk): one for one in channels.own()}
        account = self.fields["account"]
        assert isinstance(account, forms.ChoiceField)
        named = ((key, channels.channel(one).name) for key, one in self.own.items())
        account.choices = [("", _("None")), *named]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        account = self.own.get(told.get("account", ""))
        if "kind" in told and not rightful.may_try(self.by, told["kind"], account):
            self.add_error("kind", NOT_YOURS)
        return told


class Verdict(forms.Form):
    """How it went."""

    verdict = forms.CharField(
        label=_("What was found?"),
        help_text=_("Was it as you believed? What did you learn?"),
        max_length=_LONGEST,
        widget=_text(5),
    )
    outcome = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=TryOut.Outcome.choices,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose one of them.")},
    )

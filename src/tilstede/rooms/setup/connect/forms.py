"""What an administrator fills in to connect an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import Account
from tilstede.outbox import connecting, login_words
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.connecting import Asked, Way
from tilstede.outbox.fitting import Problem


class Given(forms.Form):
    """What a way to connect asks for. Secrets are never shown again, not even when something else was wrong."""

    def __init__(self, way: Way, account: Account, data: Any = None) -> None:
        likely = {one.code: connecting.likely(one, account) for one in way.asked}
        super().__init__(data, auto_id=f"{way.code}-%s", initial=likely)
        for one in way.asked:
            self.fields[one.code] = _field(one)


def _field(asked: Asked) -> forms.CharField:
    shown = {"class": "ds-input", "autocomplete": "off", "spellcheck": "false"}
    widget = forms.PasswordInput if asked.secret else forms.TextInput
    example = gettext("Such as {example}").format(example=asked.example) if asked.example else ""
    return forms.CharField(
        label=login_words.asked(asked),
        help_text=example,
        required=not asked.optional,
        max_length=5_000,
        widget=widget(attrs=shown),
    )


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("Kept in the record."),
        max_length=1_000,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )


class _OneOfSeveral(forms.Form):
    """A form that stands on a page with others. ``named``: what its fields' ids begin with."""

    named = ""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, auto_id=f"{self.named}-%s", **more)


class Published(_OneOfSeveral):
    """Where a post stands that was published by hand."""

    named = "published"

    address = forms.CharField(
        label=_("Its address"),
        help_text=_("Open the post at the network, and copy its address from the browser."),
        max_length=2_000,
        widget=forms.URLInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )


class Dropped(_OneOfSeveral):
    """Why something is not published."""

    named = "dropped"

    reason = _reason(_("Why it is not published"))


class Ordered(_OneOfSeveral):
    """Why something is done."""

    named = "ordered"

    reason = _reason(_("Why"))


class Edited(_OneOfSeveral):
    """Another wording, and why. ``may_stand``: what checks have stopped, and the writer may let stand."""

    named = "edited"
    may_stand: Sequence[Problem] = ()

    text = forms.CharField(
        label=_("The new wording"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 5}),
    )
    reason = _reason(_("Why"))

    confirmed = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def stopped(self, error: NotCleared) -> None:
        """Show why it is not done, and offer what a person may judge."""
        self.add_error(None, [str(problem) for problem in error.problems])
        self.may_stand = [problem for problem in error.problems if problem.key]


class Cap(forms.Form):
    """How much an account may cost."""

    cap = forms.DecimalField(
        label=_("US dollars a month; empty for no cap"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "ds-input", "step": "0.01"}),
    )

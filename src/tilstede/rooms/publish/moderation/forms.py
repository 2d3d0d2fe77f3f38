"""What is filled in: by those who moderate, by those who write the rules, and by anyone who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import Account
from tilstede.outbox.moderating.models import Appeal, Rule
from tilstede.outbox.moderating.proposal import Words
from tilstede.outbox.moderating.rules import MOST_LETTERS


def _text(rows: int, **more: str) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "ds-input", "rows": rows, **more})


class Ask(forms.Form):
    """An appeal. ``website`` is for robots: people never meet it."""

    what = forms.CharField(
        label=_("What was hidden, deleted or blocked?"),
        help_text=_("The address of what you wrote, or its decision's number, or what it said."),
        max_length=2_000,
        widget=_text(2),
    )
    why = forms.CharField(
        label=_("Why should it be looked at again?"), max_length=4_000, widget=_text(4)
    )
    name = forms.CharField(
        label=_("Your name, or what you are called on the network"),
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


class Look(forms.Form):
    """To be told whether something was hidden or deleted."""

    address = forms.CharField(
        label=_("The address of what you wrote"),
        help_text=_("Open it on the network, and copy its address from the browser."),
        max_length=2_000,
        widget=forms.URLInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )


class Take(forms.Form):
    """A decision about one post."""

    kind = forms.ChoiceField(label=_("What is done"), widget=forms.RadioSelect)
    rule = forms.TypedChoiceField(
        label=_("Which house rule it breaks"), coerce=int, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why, in your own words"),
        help_text=_("Kept in the record with your name, never shown to the public."),
        max_length=1_000,
        widget=_text(3),
    )
    by_hand = forms.BooleanField(
        label=_("I do it myself, on the network’s own pages"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )

    def __init__(
        self, data: Any, *, kinds: Iterable[tuple[str, str]], rules: Iterable[tuple[int, str]]
    ) -> None:
        super().__init__(data)
        for name, choices in (("kind", kinds), ("rule", rules)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class Channel(forms.Form):
    """Which of our accounts it was written to."""

    account = forms.ModelChoiceField(queryset=Account.objects.none())

    def __init__(self, data: Any, accounts: Sequence[Account]) -> None:
        super().__init__(data)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Account.objects.filter(pk__in=[one.pk for one in accounts])


class Back(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"),
        help_text=_("Kept in the record."),
        max_length=1_000,
        widget=_text(2),
    )


class Answer(forms.Form):
    """What is answered to an appeal."""

    verdict = forms.ChoiceField(label=_("Answer"), choices=Appeal.Verdict, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("What the person is told"),
        help_text=_(
            "Goes into the record with your name, never shown to the public. Do not repeat what is private."
        ),
        max_length=4_000,
        widget=_text(4),
    )


class Joined(forms.Form):
    """Which decision an appeal is about."""

    decision = forms.CharField(
        label=_("Number of the decision"),
        help_text=_("Such as 2026-17, from the list of decisions."),
        max_length=30,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )


class Adopt(forms.Form):
    """Who adopted the rules. ``seen``: which wording of the proposal was read."""

    decision = forms.CharField(
        label=_("Who adopted them, and when or in which case"),
        help_text=_("Shown to the public, such as “The municipal council, case 12/26”."),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)


class OneRule(forms.Form):
    """A rule in three languages; emptied, it is taken out."""

    number = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    nb = forms.CharField(required=False, max_length=MOST_LETTERS, widget=_text(3, lang="nb"))
    nn = forms.CharField(required=False, max_length=MOST_LETTERS, widget=_text(3, lang="nn"))
    en = forms.CharField(required=False, max_length=MOST_LETTERS, widget=_text(3, lang="en"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        labels = {"nb": gettext("Bokmål"), "nn": gettext("Nynorsk"), "en": gettext("English")}
        for name, label in labels.items():
            self.fields[name].label = label

    @property
    def words(self) -> Words:
        """As typed; all empty where the rule is taken out."""
        return Words(*(self.cleaned_data.get(name, "").strip() for name in Words._fields))


Rules = forms.formset_factory(OneRule, extra=2, absolute_max=60, max_num=60)


def written(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """What the form begins with."""
    return [{"number": one.number, "nb": one.nb, "nn": one.nn, "en": one.en} for one in rules]

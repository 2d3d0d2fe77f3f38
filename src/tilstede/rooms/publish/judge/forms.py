"""What is answered about a draft. Nothing is ticked beforehand."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.core.text import tokens
from tilstede.office.models import User
from tilstede.outbox.drafting.judging import Harm
from tilstede.outbox.drafting.models import Topic, TryOut
from tilstede.web.widgets import Select

WHOM: Final = (
    ("minister", pgettext_lazy("whom a post could harm", "the minister or another leader")),
    ("citizen", pgettext_lazy("whom a post could harm", "a citizen")),
    ("trust", pgettext_lazy("whom a post could harm", "trust in us")),
    ("case", pgettext_lazy("whom a post could harm", "a case that is not decided")),
)
_HARM: Final = (
    (Harm.NONE.value, _("No")),
    (Harm.UNSURE.value, _("I am not sure")),
    (Harm.SOME.value, pgettext_lazy("could it do harm?", "Yes")),
)
_TRY: Final = (("no", _("No")), ("new", _("Yes, a new one")))
_LONGEST: Final = 2_000


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "ds-input", "rows": rows})


class HarmQuestion(forms.Form):
    """Could it do harm? And what belongs to the answer."""

    harm = forms.ChoiceField(
        label=_("Could this harm someone?"),
        choices=_HARM,
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Answer this, too.")},
    )
    whom = forms.MultipleChoiceField(
        label=_("Whom?"),
        choices=WHOM,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
    )
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_("What you are unsure of, or why it cannot wait. The second person reads it."),
        max_length=_LONGEST,
        required=False,
        widget=_text(),
    )
    emergency = forms.BooleanField(
        label=_("It is an emergency: publish now, somebody looks it over after"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )


class HarmTest(HarmQuestion):
    """Two questions: the other is whether it is tried out."""

    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)
    trial = forms.ChoiceField(
        label=_("Is it a try-out?"),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Answer this, too.")},
    )
    hypothesis = forms.CharField(
        label=_("What do you believe?"),
        help_text=_(
            "So that somebody can tell whether it was so: “Twice as many answer a question.”"
        ),
        max_length=_LONGEST,
        required=False,
        widget=_text(2),
    )
    ends = forms.DateField(
        label=_("Until when is it tried?"),
        required=False,
        widget=forms.DateInput(attrs={"class": "ds-input", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, running: list[TryOut], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(str(one.pk), one.name or one.hypothesis[:80]) for one in running]
        trial = self.fields["trial"]
        assert isinstance(trial, forms.ChoiceField)
        trial.choices = [_TRY[0], *own, _TRY[1]]

    def clean(self) -> dict[str, Any]:
        """A new try-out has what one must know later."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("trial") == "new":
            for name in ("hypothesis", "ends"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, too."))
        return told


class AskColleague(forms.Form):
    """One of those who may, or whoever comes first."""

    person = forms.ChoiceField(
        label=_("Who"), required=False, widget=Select(attrs={"class": "ds-input"})
    )

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        anybody = ("", _("Whoever comes first"))
        person.choices = [anybody, *((str(one.pk), str(one)) for one in colleagues)]


class AskStandIn(forms.Form):
    """Somebody without an account here."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    address = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )


class Reply(forms.Form):
    """What the second person says."""

    answer = forms.ChoiceField(
        label=_("May it go out?"),
        choices=[("yes", _("It may go out")), ("no", _("Not like this"))],
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
        error_messages={"required": _("Choose one of the two.")},
    )
    words = forms.CharField(
        label=_("What should be otherwise?"),
        help_text=_("The writer reads it. It is needed where you say no."),
        max_length=_LONGEST,
        required=False,
        widget=_text(),
    )

    def __init__(self, *args: Any, after: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        if after and isinstance(answer, forms.ChoiceField):
            answer.label = _("Was it right to send it out?")
            answer.choices = [("yes", _("It was right")), ("no", _("It was not"))]

    def clean(self) -> dict[str, Any]:
        """A no says why."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("answer") == "no" and not told.get("words", "").strip():
            self.add_error("words", _("Say what should be otherwise."))
        return told


class StandInsReply(Reply):
    """The same, with a name."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "name"}),
    )


class NewTopic(forms.ModelForm[Topic]):
    """A word that a second person must see."""

    class Meta:
        model = Topic
        fields = ("word", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"

    def clean_word(self) -> str:
        """What holds no word would never be found."""
        word = str(self.cleaned_data["word"])
        if not tokens(word):
            raise forms.ValidationError(_("Write a word: signs alone are not looked for."))
        return word

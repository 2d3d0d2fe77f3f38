"""What someone who wants mail fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tilstede.rooms.follow.models import Subscription


class Subscribe(forms.Form):
    """Whom to write to, how often, in which language. ``website`` is for robots: people never meet it."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "ds-input"}),
    )
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=Subscription.Rhythm,
        initial=Subscription.Rhythm.DAILY,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"), widget=forms.Select(attrs={"class": "ds-input"})
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = settings.LANGUAGES
        language.initial = get_language()

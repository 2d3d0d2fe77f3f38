"""The sign-in form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tilstede.web import sender, throttle


class SignIn(AuthenticationForm):
    """E-mail and password, with a wait after too many misses."""

    username = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    error_messages = {
        "invalid_login": _("E-mail and password do not go together. Try again."),
        "inactive": _("This account is closed."),
        "wait": _("Too many tries. Wait a quarter of an hour, then try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"

    def clean(self) -> dict[str, Any]:
        """Ask who it is, unless too many have asked before."""
        name = self.cleaned_data.get("username", "")
        address = sender.address(self.request) if self.request else ""
        if throttle.must_wait(name, address):
            raise ValidationError(self.error_messages["wait"], code="wait")
        try:
            cleaned = super().clean()
        except ValidationError:
            throttle.missed(name, address)
            raise
        throttle.let_in(name, address)
        return cleaned

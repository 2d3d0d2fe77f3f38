"""What staff fill in to come in, and to look after how they do."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import User
from tilstede.web.sign_in import entrance


class Styled(forms.Form):
    """Fields as the design system draws them, and a label of our own for each."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs["class"] = "ds-input"
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


_PASSWORDS = {
    "oldpassword": _("The password you have"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
}
_CODE = {"code": _("Code")}


class TwiceTheSame(Styled):
    """A new password is typed twice."""

    def clean_password2(self) -> str:
        """:raises ValidationError: the two differ."""
        second = str(self.cleaned_data["password2"])
        if "password1" in self.cleaned_data and second != self.cleaned_data["password1"]:
            raise ValidationError(_("The two are not the same."))
        return second


class SignIn(Styled, account.LoginForm):
    """E-mail and password."""

    labels = {**_PASSWORDS, "login": _("E-mail")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: a link that opened this page was made for somebody else."""
        cleaned: dict[str, Any] = super().clean()
        user = getattr(self, "user", None)
        if user is not None and not entrance.is_open_for(self.request, user):
            raise ValidationError(_("E-mail and password do not go together. Try again."))
        return cleaned


class Again(Styled, account.ReauthenticateForm):
    """The password once more, before something important is changed."""

    labels = _PASSWORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ChangePassword(TwiceTheSame, account.ChangePasswordForm):
    """Another password."""

    labels = _PASSWORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = _("At least 12 characters.")


class SetPassword(TwiceTheSame, account.SetPasswordForm):
    """A first password, for one who came in without."""

    labels = _PASSWORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("At least 12 characters.")


class Code(Styled, codes.AuthenticateForm):
    """A code from the app, or a recovery code."""

    labels = _CODE


class CodeAgain(Styled, codes.ReauthenticateForm):
    """The same, before something important is changed."""

    labels = _CODE


class ConnectApp(Styled, totp.ActivateTOTPForm):
    """The first code from an app shows that it was connected."""

    labels = {"code": _("The code that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskey(Styled, passkeys.AddWebAuthnForm):
    """A passkey, with a name by which its owner knows it."""

    labels = {"passwordless": _("Use it alone, without a password")}
    name = forms.CharField(label=_("Name"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "The key then asks for your finger, face or PIN each time."
        )


class NamePasskey(Styled, passkeys.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=100)


class OwnName(Styled, forms.ModelForm[User]):
    """What colleagues call the person."""

    class Meta:
        model = User
        fields = ("name",)


class ChoosePassword(TwiceTheSame):
    """A password, chosen by one who was invited."""

    labels = _PASSWORDS
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    password1 = forms.CharField(
        help_text=_("At least 12 characters."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["name"].initial = user.name
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean(self) -> dict[str, Any]:
        """A password that is too easily guessed is told of beside its field."""
        cleaned = super().clean() or {}
        first = cleaned.get("password1")
        if first:
            try:
                validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

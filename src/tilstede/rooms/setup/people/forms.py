"""What an administrator fills in about people, teams and rights."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import Account, User
from tilstede.office.rights import Right
from tilstede.rooms.setup.people import queries

#: What each right is good for, in a line.
MEANS = {
    Right.READER: _("see the pages of staff, and change nothing"),
    Right.WRITER: _("drafts, each of which a second person sees before it goes out"),
    Right.COMMUNICATOR: _("sources, the directory, alarms, drafts and what goes out"),
    Right.APPROVER: _(
        "what a communicator may, say that others' drafts may go out, and withhold posts from the public and release"
        " them"
    ),
    Right.ARCHIVIST: _("withhold posts from the public and release them"),
    Right.ADMINISTRATOR: _("everything, people and rights too"),
}


def _described() -> list[tuple[str, str]]:
    return [(right.value, f"{right.label} – {MEANS[right]}") for right in Right]


class Invite(forms.Form):
    """A new person."""

    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    given = forms.MultipleChoiceField(
        label=_("Rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["given"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = _described()


class Rename(forms.Form):
    """How a person is called and reached."""

    name = Invite.base_fields["name"]
    email = Invite.base_fields["email"]


class Give(forms.Form):
    """A right, for all channels or for one."""

    right = forms.ChoiceField(label=_("Right"), widget=forms.Select(attrs={"class": "ds-input"}))
    channel = forms.ModelChoiceField[Account](
        label=_("Channel"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("all channels"),
        widget=forms.Select(attrs={"class": "ds-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        right, channel = self.fields["right"], self.fields["channel"]
        assert isinstance(right, forms.ChoiceField)
        assert isinstance(channel, forms.ModelChoiceField)
        right.choices = _described()
        channel.queryset = queries.channels()


class MakeTeam(forms.Form):
    """A new team."""

    name = forms.CharField(
        label=_("Name of the team"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )


class AddMember(forms.Form):
    """One more in the team."""

    person = forms.ModelChoiceField[User](
        label=_("Person"),
        queryset=User.objects.none(),
        empty_label=_("choose somebody"),
        widget=forms.Select(attrs={"class": "ds-input"}),
    )

    def __init__(self, *args: Any, team: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        outside = User.objects.filter(is_active=True).exclude(teams=team)
        field.queryset = outside.order_by("name", "email")

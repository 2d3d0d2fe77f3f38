"""What staff fill in about an account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Identify(forms.Form):
    """The permanent id of an account at Bluesky, before its handle leads anywhere."""

    stable_id = forms.CharField(label=_("Permanent id (DID)"), max_length=300)

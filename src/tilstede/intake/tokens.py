"""Logins to networks, encrypted at rest with a key derived from the installation's secret, never logged."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def conceal(token: str) -> str:
    """The token as it is stored; empty stays empty."""
    return _fernet().encrypt(token.encode()).decode() if token else ""


def reveal(stored: str) -> str:
    """The token itself. Empty when there is none, or when the secret is another than it was stored under."""
    if not stored:
        return ""
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken:
        return ""


def _fernet() -> Fernet:
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=b"tilstede network tokens")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))

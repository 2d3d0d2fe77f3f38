"""Logins to networks, encrypted at rest with a key derived from the installation's secret, never logged."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tilstede.networks.kit.errors import Refused


class SecretChanged(Refused):
    """A stored login that cannot be read: without it the network would show less, and that must not pass for all."""

    code = "secret-changed"


def conceal(token: str) -> str:
    """The token as it is stored; empty stays empty."""
    return _fernet().encrypt(token.encode()).decode() if token else ""


def reveal(stored: str) -> str:
    """The token itself; empty when there is none. :raises SecretChanged: it was stored under another secret."""
    if not stored:
        return ""
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SecretChanged from error


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(b"tilstede network tokens")))


def derived(purpose: bytes) -> bytes:
    """A key for one purpose, of 32 bytes, made of the installation's secret (RFC 5869)."""
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=purpose)
    return derive.derive(settings.SECRET_KEY.encode())

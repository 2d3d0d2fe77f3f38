"""What people tell of themselves, encrypted at rest with a key derived from the installation's secret, never logged."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was stored under another secret; nobody can read it any more."""


def seal(text: str) -> str:
    """The text as it is stored; empty stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(stored: str) -> str:
    """The text itself. :raises Unreadable: it was stored under another secret."""
    if not stored:
        return ""
    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def mark(text: str) -> str:
    """The same for the same text, by which it is found without being read; 64 hexadecimal digits."""
    return hmac.digest(_key(b"tilstede marks"), text.encode(), sha256).hex()


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(b"tilstede addresses")))


def _key(purpose: bytes) -> bytes:
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=purpose)
    return derive.derive(settings.SECRET_KEY.encode())

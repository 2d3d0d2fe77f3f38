"""How tests keep the passwords of people they make up."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class OneTurn(PBKDF2PasswordHasher):
    """As Django's own, but for the turns: a million of them take a quarter of a second for each person."""

    iterations = 1

"""The log's signing key: Ed25519, in DATA/keys/log.key, readable by its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tilstede.core.note import COSIGNATURE, ED25519, Sign, Verifier

LOG = "log.key"
#: A witness has a key of its own: the two kinds of signature must not share one (tlog-cosignature).
WITNESS = "witness.key"


def path(name: str = LOG) -> Path:
    """Where a key lies."""
    return Path(settings.DATA) / "keys" / name


def make(name: str = LOG) -> None:
    """Make a key, unless there is one."""
    target = path(name)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = target.with_name(f".{name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, target)  # the first of two who start side by side wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _load(name: str) -> Ed25519PrivateKey:
    """:raises ImproperlyConfigured: the key is not there, or not one."""
    target = path(name)
    try:
        key = serialization.load_pem_private_key(target.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise ImproperlyConfigured(
            f"The signing key {target} is missing. Take it back from a backup: without it no"
            " checkpoint can be signed. What is recorded can still be read and checked."
        ) from error
    except ValueError as error:
        raise ImproperlyConfigured(f"{target} is not a private key: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{target} is not an Ed25519 key")
    return key


def verifier(origin: str, name: str = LOG) -> Verifier:
    """The key's public half, under a name. :raises ImproperlyConfigured: there is no usable key."""
    kind = COSIGNATURE if name == WITNESS else ED25519
    return Verifier(origin, kind, _load(name).public_key().public_bytes_raw())


def signer(name: str = LOG) -> Sign:
    """What signs with the key. :raises ImproperlyConfigured: there is no usable key."""
    return _load(name).sign

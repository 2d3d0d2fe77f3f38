"""The signing keys: Ed25519, in DATA/keys, readable by their owner alone.

The log's first key is log.key; the name of a later one has some of its hash. Which of them signs is for the record
to say (succession.py).
"""

from __future__ import annotations

import os
from hashlib import sha256
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
    if not path(name).exists():
        _write(Ed25519PrivateKey.generate(), name)


def add() -> tuple[Path, bytes]:
    """Make a further key for the log: its file, and its public half."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    name = f"log-{sha256(public).hexdigest()[:16]}.key"
    _write(key, name)
    return path(name), public


def _write(key: Ed25519PrivateKey, name: str) -> None:
    target = path(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = key.private_bytes(
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


def path_of(wanted: Verifier) -> Path:
    """Where the private half of a key of the log's lies. :raises ImproperlyConfigured: nowhere here."""
    for file in sorted(path().parent.glob("log*.key")):
        if _load(file.name).public_key().public_bytes_raw() == wanted.public:
            return file
    raise ImproperlyConfigured(
        f"The signing key is missing: no key in {path().parent} is {wanted}. Take it back from a backup:"
        " without it no checkpoint can be signed. What is recorded can still be read and checked."
    )


def is_held(wanted: Verifier) -> bool:
    """Whether the private half of a key of the log's lies here."""
    try:
        return bool(path_of(wanted))
    except ImproperlyConfigured:
        return False


def sign_by(wanted: Verifier) -> Sign:
    """What signs with a key of the log's. :raises ImproperlyConfigured: it is not here."""
    return _load(path_of(wanted).name).sign


def signer(name: str = LOG) -> Sign:
    """What signs with the key. :raises ImproperlyConfigured: there is no usable key."""
    return _load(name).sign

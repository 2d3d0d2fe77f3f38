"""Time-stamps (RFC 3161) on checkpoints: a third party's word on when the log was as it was.

What is stamped is a checkpoint's note as it was first signed. A wish is queued and stays queued until an
authority answers: `send` may be called again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from tilstede.record import checkpoint, models
from tilstede.record.entry import milliseconds, moment

_DEEPEST = 8  # certificates in a chain

#: Sends the DER request to the address as RFC 3161 § 3.4 says, and hands back the DER answer.
#: :raises StampError: it failed.
Post = Callable[[str, bytes], bytes]


class StampError(Exception):
    """No stamp, or one that does not hold. The text says why, for the operator."""


class Stamp(NamedTuple):
    """A time-stamp had. ``note``: the stamped text; ``token``: the DER answer; ``chain``: PEM, root last."""

    size: int
    authority: str
    at: datetime
    note: str
    token: bytes
    chain: bytes


class Sent(NamedTuple):
    """How many wishes were met, and why the others were not, by authority."""

    stamped: int
    failed: dict[str, str]


def request(*, now: datetime) -> None:
    """Queue the newest checkpoint, made now when the log has grown, for every configured authority."""
    signed = checkpoint.make(now=now)
    for authority in settings.TIMESTAMP_AUTHORITIES:
        models.Timestamp.objects.get_or_create(checkpoint_id=signed.size, authority=authority)


def send(post: Post, *, now: datetime) -> Sent:
    """Ask for what is queued, the oldest first; an authority that fails is asked no more this time."""
    stamped, failed = 0, dict[str, str]()
    waiting = models.Timestamp.objects.filter(token=None).select_related("checkpoint")
    for row in waiting.order_by("checkpoint_id", "id"):
        if row.authority in failed or row.authority not in settings.TIMESTAMP_AUTHORITIES:
            continue
        row.tried = milliseconds(now)
        try:
            _stamp(row, post)
            stamped += 1
        except StampError as error:
            row.error = failed[row.authority] = str(error)
        row.save()
    return Sent(stamped, failed)


def _stamp(row: models.Timestamp, post: Post) -> None:
    message = row.checkpoint.note.encode()
    builder = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
    wish = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    token = post(row.authority, wish.as_bytes())
    answer = _decoded(token)
    chain = _chain(answer, trusted())
    time = verify(token, chain, message, wish=wish)
    row.token, row.chain, row.time, row.error = token, _pem(chain), milliseconds(time), ""


def verify(
    token: bytes,
    chain: Sequence[x509.Certificate],
    message: bytes,
    *,
    wish: TimeStampRequest | None = None,
) -> datetime:
    """The time a stamp gives the message, by a chain whose last certificate is trusted.

    Certificates need to have been valid at that time only. :raises StampError: it does not hold.
    """
    answer = _decoded(token)
    builder = VerifierBuilder.from_request(wish) if wish else VerifierBuilder()
    builder = builder.add_root_certificate(chain[-1])
    for certificate in chain[1:-1]:
        builder = builder.add_intermediate_certificate(certificate)
    try:
        builder.build().verify_message(answer, message)
    except VerificationError as error:
        raise StampError(f"the time-stamp does not hold: {error}") from error
    return answer.tst_info.gen_time.astimezone(UTC)


def _decoded(token: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(token)
    except ValueError as error:
        raise StampError(f"the answer is no time-stamp: {error}") from error


def trusted() -> list[x509.Certificate]:
    """The root certificates the operator trusts for time: DATA/timestamp/*.pem."""
    files = sorted((Path(settings.DATA) / "timestamp").glob("*.pem"))
    return [one for file in files for one in x509.load_pem_x509_certificates(file.read_bytes())]


def _chain(answer: TimeStampResponse, roots: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """From the certificate that signed up to a trusted root."""
    if answer.status > 1:
        raise StampError(f"refused: {', '.join(answer.status_string) or answer.status}")
    given = [x509.load_der_x509_certificate(der) for der in answer.signed_data.certificates]
    signer = next(iter(answer.signed_data.signer_infos))
    chain = [one for one in given if one.serial_number == signer.serial_number][:1]
    while chain and len(chain) < _DEEPEST:
        if chain[-1] in roots:
            return chain
        issuer = _issuer(chain[-1], [*roots, *given])
        if issuer is None:
            break
        chain.append(issuer)
    raise StampError(
        "its root certificate is not trusted here: put it as a .pem file into"
        f" {Path(settings.DATA) / 'timestamp'}"
    )


def _issuer(
    certificate: x509.Certificate, known: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    for issuer in known:
        if issuer.subject == certificate.issuer and issuer != certificate:
            try:
                certificate.verify_directly_issued_by(issuer)
            except (ValueError, TypeError, InvalidSignature):
                continue
            return issuer
    return None


def _pem(chain: Iterable[x509.Certificate]) -> str:
    return "".join([one.public_bytes(Encoding.PEM).decode() for one in chain])


def earliest(number: int, size: int) -> list[Stamp]:
    """The stamps on the earliest stamped checkpoint that covers event ``number``, up to that size."""
    had = models.Timestamp.objects.exclude(token=None)
    first = had.filter(checkpoint_id__gt=number, checkpoint_id__lte=size)
    row = first.order_by("checkpoint_id").first()
    if row is None:
        return []
    same = had.filter(checkpoint_id=row.checkpoint_id).select_related("checkpoint")
    return [_stamp_of(one) for one in same.order_by("authority")]


def every() -> list[Stamp]:
    """All stamps had, by the size they are of."""
    had = models.Timestamp.objects.exclude(token=None).select_related("checkpoint")
    return [_stamp_of(one) for one in had.order_by("checkpoint_id", "authority")]


def waiting() -> list[tuple[int, str, str]]:
    """What is queued: (size, authority, what went wrong last)."""
    rows = models.Timestamp.objects.filter(token=None).order_by("checkpoint_id", "authority")
    return list(rows.values_list("checkpoint_id", "authority", "error"))


def _stamp_of(row: models.Timestamp) -> Stamp:
    assert row.token is not None
    assert row.time is not None
    return Stamp(
        row.checkpoint_id,
        row.authority,
        moment(row.time),
        row.checkpoint.note,
        bytes(row.token),
        row.chain.encode(),
    )

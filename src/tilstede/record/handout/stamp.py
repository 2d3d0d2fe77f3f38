"""Time-stamps (RFC 3161) checked with `cryptography` alone: a part of the verify.py handed out."""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

Element = tuple[int, bytes, bytes]  # of DER: tag, content, the whole
HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}


def _der(data: bytes) -> list[Element]:
    """The elements of a DER sequence's content: (tag, content, the whole element)."""
    found, at = [], 0
    while at < len(data):
        tag, length, begin = data[at], data[at + 1], at + 2
        if length & 0x80:
            begin += length & 0x7F
            length = int.from_bytes(data[at + 2 : begin], "big")
        found.append((tag, data[begin : begin + length], data[at : begin + length]))
        at = begin + length
    return found


def _oid(data: bytes) -> str:
    numbers, value = [], 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def check_stamp(token: bytes, pem: bytes, message: bytes) -> tuple[str, str, str]:
    """When an authority stamped the message, its name, and the fingerprint of its root certificate.

    ``pem``: the authority's certificate first, its root last. :raises ValueError: it did not.
    """
    try:
        chain = x509.load_pem_x509_certificates(pem)
        time = _stamped_at(token, chain, message)
    except (LookupError, TypeError, InvalidSignature, x509.ExtensionNotFound) as error:
        raise ValueError(type(error).__name__) from None
    root = chain[-1].fingerprint(hashes.SHA256()).hex()
    return time, chain[0].subject.rfc4514_string(), root


def _stamped_at(token: bytes, chain: list[x509.Certificate], message: bytes) -> str:
    content = _der(_der(_der(token)[0][1])[1][1])[1][1]  # TimeStampResp, ContentInfo, [0]
    signed = _der(_der(content)[0][1])  # SignedData (RFC 5652 § 5.1)
    info = _der(_der(_der(signed[2][1])[1][1])[0][1])[0][2]  # TSTInfo (RFC 3161 § 2.4.2)
    signer = _der(_der(signed[-1][1])[0][1])
    _check_signer(signer, info, chain[0])
    fields = _der(_der(info)[0][1])
    algorithm, imprint = _der(fields[2][1])
    if imprint[1] != hashlib.new(HASHES[_oid(_der(algorithm[1])[0][1])], message).digest():
        raise ValueError("it stamps something else")
    time = fields[4][1].decode()
    _check_chain(chain, time)
    date, clock = time[:8], time[8:14]
    return f"{date[:4]}-{date[4:6]}-{date[6:]} {clock[:2]}:{clock[2:4]}:{clock[4:]} UTC"


def _check_signer(signer: list[Element], info: bytes, holder: x509.Certificate) -> None:
    """The signature over the attributes, and their digest of what was stamped (RFC 5652 § 5.4)."""
    name = HASHES[_oid(_der(signer[2][1])[0][1])]
    rows = [_der(row[1]) for row in _der(signer[3][1])]
    attributes = {_oid(row[0][1]): _der(row[1][1])[0][1] for row in rows}
    if attributes["1.2.840.113549.1.9.4"] != hashlib.new(name, info).digest():
        raise ValueError("its attributes speak of something else")
    message, signature = b"\x31" + signer[3][2][1:], signer[5][1]
    public, algorithm = holder.public_key(), getattr(hashes, name.upper())()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, message, padding.PKCS1v15(), algorithm)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, message, ec.ECDSA(algorithm))
    else:
        raise ValueError("a kind of key not known here")


def _check_chain(chain: list[x509.Certificate], time: str) -> None:
    """The first may stamp time and was valid then; each is issued by the next, the last by itself."""
    usage = chain[0].extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    if ExtendedKeyUsageOID.TIME_STAMPING not in usage.value:
        raise ValueError("the certificate is not for time-stamping")
    valid = [
        f"{moment:%Y%m%d%H%M%S}Z"
        for moment in (chain[0].not_valid_before_utc, chain[0].not_valid_after_utc)
    ]
    if not valid[0] <= time <= valid[1]:
        raise ValueError("the certificate was not valid then")
    for place, holder in enumerate(chain):
        issuer = chain[min(place + 1, len(chain) - 1)]
        holder.verify_directly_issued_by(issuer)
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            raise ValueError("an issuer is no authority")

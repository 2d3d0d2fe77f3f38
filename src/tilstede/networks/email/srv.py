"""What a domain says of its mail servers (RFC 6186, RFC 8314 5.1), so that people need not know them."""

from __future__ import annotations

from typing import Final

import dns.exception
import dns.resolver
from dns.rdtypes.IN.SRV import SRV

from tilstede.networks.email.servers import Server, Way
from tilstede.networks.kit.errors import Rejected

#: kind of server -> the services that are asked for, the best first.
_SERVICES: Final[dict[str, tuple[tuple[str, Way], ...]]] = {
    "imap": (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls")),
    "smtp": (("_submissions._tcp", "tls"), ("_submission._tcp", "starttls")),
}
_PATIENCE: Final = 5.0  #: seconds for one question


def servers(domain: str, kind: str, resolver: dns.resolver.Resolver | None = None) -> list[Server]:
    """The domain's servers of a kind (``imap``, ``smtp``) in the order they are to be tried; none where it tells none.

    :raises Rejected: it names one outside itself. Anyone who can forge an answer could have the password sent there, so
        a person must say that it is right (RFC 6186, 6).
    """
    asked = resolver or dns.resolver.Resolver()
    found: list[Server] = []
    for service, way in _SERVICES[kind]:
        for record in _records(asked, f"{service}.{domain}."):
            host = record.target.to_text(omit_final_dot=True).lower()
            if host != domain and not host.endswith(f".{domain}"):
                raise Rejected(
                    f"{domain} says that its server is {host}: type it in, if that is right"
                )
            found.append(Server(host, record.port, way))
    return found


def _records(resolver: dns.resolver.Resolver, name: str) -> list[SRV]:
    try:
        answer = resolver.resolve(name, "SRV", lifetime=_PATIENCE)
    except dns.exception.DNSException:  # there is none, or nobody answers: the person types it in
        return []
    records = [one for one in answer if isinstance(one, SRV) and one.target.to_text() != "."]
    return sorted(records, key=lambda one: (one.priority, -one.weight))

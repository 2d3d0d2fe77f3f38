"""What the body says of itself in `/.well-known/trust.txt`.

Source: Organization Trust Relationship Protocol, draft-org-trust-relationship-protocol-01 (February 2025, expired).
One statement a line, ``name=value``; comments begin with #. Only what the editor's list says is stated, and
a person's own accounts are not the body's.
"""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.office.models import Account, Body
from tilstede.rooms.setup.accounts import register


def statements(own: Body, *, register_url: str, contact: str) -> Iterator[str]:
    """The lines, without ends. ``register_url``: of the register for people. ``contact``: whom to write to, or ""."""
    yield f"# {own}"
    yield f"# {register_url}"
    if contact:
        yield f"contact={contact if '://' in contact else f'mailto:{contact}'}"
    yield f"disclosure={register_url}"
    if own.parent and own.parent.url:
        yield f"controlledby={own.parent.url}"
    for unit in own.units.exclude(url="").order_by("key"):
        yield f"control={unit.url}"
    theirs = register.of_body(own).exclude(capacity=Account.Capacity.PERSONAL)
    for one in register.listed(theirs):
        if one.url:
            yield f"social={one.url}"

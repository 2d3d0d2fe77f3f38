"""How a wording leaves for a channel: its variant, with the address of the body's own page and the writer's name."""

from __future__ import annotations

from tilstede.core.checks.kit import Form
from tilstede.office.models import Account, Body
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Manuscript


def parts(content: Content, account: Account | None, *, signature: str = "") -> tuple[str, ...]:
    """The posts as they go out to the channel; ``account`` None: the wording that holds for those without their own.

    The page's address stands at the end of the first part, which is the one that others pass on, unless the writer has
    put it somewhere. The signature ends the last part.
    """
    found = list(content.parts_for(account.pk) if account is not None else content.parts)
    if content.page and not any(content.page in part for part in found):
        found[0] = _joined(found[0], content.page, "\n\n")
    if signature:
        found[-1] = _joined(found[-1], signature, "\n")
    return tuple(found)


def signature(manuscript: Manuscript, account: Account | None, form: Form) -> str:
    """`– Kari, Fjordvik kommune`: the given name of who began the draft, and the body that owns the channel; "" where
    the draft is not signed, or its writer has no name here."""
    author = manuscript.author
    if not manuscript.signed or author is None or not author.name.strip():
        return ""
    given = author.name.split()[0]
    body = _body(account)
    return f"– {given}, {_named(body, form)}" if body is not None else f"– {given}"


def _body(account: Account | None) -> Body | None:
    if account is None:
        return Body.objects.filter(own=True).first()
    return account.body or (account.role.body if account.role else None)


def _named(body: Body, form: Form) -> str:
    """In the draft's language, else in the first that it has a name in."""
    return str(getattr(body, f"name_{form}", "") if form else "") or str(body)


def _joined(text: str, more: str, between: str) -> str:
    bare = text.rstrip()
    return f"{bare}{between}{more}" if bare else more

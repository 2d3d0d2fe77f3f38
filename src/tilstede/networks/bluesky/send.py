"""What goes out: records written to the account's own repository, under keys that are ours.

A key made of the post's own key and time is the same at every try, so that a post can be written once only, and is
found again by asking for it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from tilstede.networks.bluesky import compose, fetch, identity, limits, names, parse
from tilstede.networks.bluesky.compose import Reference
from tilstede.networks.bluesky.names import Record
from tilstede.networks.bluesky.reading import Refusal, load, part
from tilstede.networks.bluesky.session import Session
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import NetworkError, NotFound, Rejected, Seen
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.sending import Outgoing, Sender, Sent, Target

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Of a record about an account, which has no time of its own.
_ANY_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)


class BlueskySender(Sender):
    """See `kit.sending.Sender`. Editing is not declared: the application shows no edits, and quotes of what was
    edited vanish from it (seen with its own code, 2026)."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As the lexicons say; servers tell none of their own."""
        return limits.LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """Pictures first, then the record. Where the key is taken, it was sent before, and stays as it was."""
        compose.check(what)
        session, at = Session(access, http), _place(what, access)
        if session.record(at) is None:
            looked = _Looked(http)
            made = compose.record(
                what,
                upload=session.upload,
                resolve=looked.resolve,
                reply=looked.reply(what.reply_to) if what.reply_to else None,
                quoted=looked.reference(what.quote_of) if what.quote_of else None,
            )
            session.create(at, made)
        return _sent(at, access)

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """Certain either way: the key is ours, and the server holds it or not."""
        at = _place(what, access)
        return _sent(at, access) if Session(access, http).record(at) else None

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        """With the account's signature, as `fetch` would take it in."""
        return fetch.one(_record(sent), http, identity.places())

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """:raises Rejected: always."""
        raise Rejected("Bluesky shows no edits")

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        """Nothing happens where it is gone already."""
        Session(access, http).delete(_record(sent))

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        """By the gate of the thread (app.bsky.feed.threadgate), which only who began the thread has.

        :raises Rejected: the thread is another's.
        """
        root = names.post_of(target.post.thread or target.post.reply_to)
        if root is None or root.did != access.account_id:
            raise Rejected("an answer is hidden by whoever began the thread")
        session = Session(access, http)
        gate = Record(root.did, names.THREADGATE, root.rkey)
        for _ in range(3):  # another of us may hide one at the same time
            if _turn(session, gate, root.uri, target.post.aliases[0], now, hidden=hidden):
                return
        raise Rejected("the thread's gate is being changed by others")

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        at = self._about(names.REPOST, target, access, http, now)
        return Sent(at.uri, names.aliases(at), names.profile_page(access.handle))

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        self._about(names.LIKE, target, access, http, now)

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        """:raises NotFound: the name leads nowhere."""
        did = _Looked(http).resolve(address)
        if not did:
            raise NotFound(f"{address} leads to no id")
        at = _key(names.FOLLOW, did, access)
        _written(at, {"subject": did}, access, http, now)

    def block(
        self, address: str, access: Access, http: Http, now: datetime, *, blocked: bool
    ) -> None:
        """A record that everyone can read (app.bsky.graph.block): who is blocked is public on Bluesky.

        :raises NotFound: the name leads nowhere.
        """
        did = _Looked(http).resolve(address)
        if not did:
            raise NotFound(f"{address} leads to no id")
        at = _key(names.BLOCK, did, access)
        if blocked:
            _written(at, {"subject": did}, access, http, now)
        else:
            Session(access, http).delete(at)

    def _about(
        self, collection: str, target: Target, access: Access, http: Http, now: datetime
    ) -> Record:
        subject = _Looked(http).reference(target)
        at = _key(collection, subject["uri"], access)
        _written(at, {"subject": subject}, access, http, now)
        return at


def _written(at: Record, value: dict[str, Any], access: Access, http: Http, now: datetime) -> None:
    """A record about something else, there once however often it is asked for."""
    made = {"$type": at.collection, **value, "createdAt": compose.stamp(now)}
    Session(access, http).create(at, made)


def _turn(
    session: Session, gate: Record, root: str, reply: str, now: datetime, *, hidden: bool
) -> bool:
    """One try. False where the gate was changed meanwhile. :raises Rejected: no more can be hidden."""
    held = session.record(gate) or {}
    value = part(held, "value") or {
        "$type": gate.collection,
        "post": root,
        "createdAt": compose.stamp(now),
    }
    before = [uri for uri in value.get("hiddenReplies") or [] if isinstance(uri, str)]
    after = [uri for uri in before if uri != reply] + ([reply] if hidden else [])
    if set(after) == set(before):
        return True
    if len(after) > limits.HIDDEN:
        raise Rejected(f"Bluesky hides {limits.HIDDEN} answers in a thread at most")
    cid = held.get("cid")
    return session.put(
        gate, {**value, "hiddenReplies": after}, cid if isinstance(cid, str) else None
    )


def _place(what: Outgoing, access: Access) -> Record:
    return Record(access.account_id, names.POST, names.tid_of(what.key, what.made))


def _key(collection: str, of: str, access: Access) -> Record:
    """A key that follows from what the record is about; its time is that of what it is about, where that tells one."""
    about = names.record(of)
    made = names.moment(about.rkey) if about else None
    return Record(access.account_id, collection, names.tid_of(of, made or _ANY_TIME))


def _sent(at: Record, access: Access) -> Sent:
    handle = names.real(access.handle)
    return Sent(at.uri, names.aliases(at, handle), names.page(handle or at.did, at.rkey))


def _record(sent: str) -> Record:
    found = names.record(sent)
    if found is None:
        raise NotFound(f"{sent} is no address of a record")
    return found


class _Looked:
    """What is looked up of others while a post is made."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._where = identity.places()

    def resolve(self, handle: str) -> str:
        """The id of a handle, ``""`` where it leads nowhere. :raises NetworkError: it cannot be looked up now."""
        did = identity.did_of(handle.removeprefix("@"), self._http, self._where)
        return did if names.DID.fullmatch(did) else ""

    def reference(self, target: Target) -> Reference:
        """The post as it stands now. :raises NotFound: it is gone."""
        return self._standing(target)[0]

    def reply(self, target: Target) -> dict[str, Reference]:
        """What is answered, and the first of its thread, as the answered post itself has it."""
        parent, value = self._standing(target)
        root = part(value, "reply", "root")
        told = {name: root[name] for name in ("uri", "cid") if isinstance(root.get(name), str)}
        return {"root": told if len(told) == 2 else parent, "parent": parent}

    def _standing(self, target: Target) -> tuple[Reference, dict[str, Any]]:
        """From the author's own server; where that does not answer, as it was when we took it in."""
        at = next((found for name in target.post.aliases if (found := names.post_of(name))), None)
        if at is None:
            raise Rejected("what it refers to is no post on Bluesky")
        try:
            held = fetch.record_of(at, self._http, self._where)
        except NotFound:
            raise
        except NetworkError as error:
            received = _as_received(target.raw)
            if received is None:
                raise error from None
            held = received
        return {"uri": at.uri, "cid": str(held.get("cid"))}, part(held, "value")


def _as_received(raw: bytes) -> dict[str, Any] | None:
    """The record and its content id in a kept item; None where it holds no content id."""
    try:
        item = load(raw)
        value = parse.found_in(item, "api").value
    except Refusal:
        return None
    for place in ((), ("record",), ("post",), ("event", "commit")):
        if isinstance(cid := part(item, *place).get("cid"), str):
            return {"cid": cid, "value": value}
    return None

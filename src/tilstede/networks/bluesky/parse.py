"""One raw item, in whatever form it came, made into the common post.

An item is one of these:

- an element of the application's author feed, ``{"post": …, "reply": …, "reason": …}``;
- a post or a notification as the application shows it, ``{"uri": …, "author": …, "record": …}``;
- a record as its server lists it, ``{"uri": …, "cid": …, "value": …}``;
- such a record with what belongs to it, each part as it came: ``{"record": …, "author": …, "proof": …}`` (see `proof`);
- an event of Jetstream with its author, ``{"event": …, "author": …}``; those of its second protocol have a ``payload``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast, get_args

from tilstede.core.post import Form, Post
from tilstede.networks.bluesky import names
from tilstede.networks.bluesky.reading import Refusal, line, load, part
from tilstede.networks.bluesky.record import Found, to_post

JSON: Final = "application/json"


def parse(raw: bytes, context: Mapping[str, str]) -> Post:
    """The post an item is. ``context``: ``form`` where it is not ``api``. :raises Refusal: it is none."""
    form = context.get("form", "api")
    return to_post(found_in(load(raw), cast("Form", form if form in get_args(Form) else "api")))


def again(raw: bytes, post: Post) -> Post:
    """A recorded item read again: only its form is not in its bytes. :raises Refusal:"""
    return parse(raw, {"form": post.form})


def found_in(item: dict[str, Any], form: Form) -> Found:
    """The record in an item. :raises Refusal: there is none."""
    if "event" in item:
        return _from_event(part(item, "event"), part(item, "author"), form)
    if "post" in item:
        return _from_feed(item, form)
    if "value" in item:
        return _from_record({"record": item}, form)
    if "uri" in item:
        return _from_view(item, {}, form)
    return _from_record(item, form)


def _from_feed(item: dict[str, Any], form: Form) -> Found:
    """With a reason it is passed on: that is what the item says then (app.bsky.feed.defs#feedViewPost)."""
    reason, post = part(item, "reason"), part(item, "post")
    parent = part(item, "reply", "parent", "author")
    if not str(reason.get("$type", "")).endswith("#reasonRepost"):
        return _from_view(post, {str(parent.get("did")): parent.get("handle")}, form)
    value = {
        "subject": {"uri": post.get("uri"), "cid": post.get("cid")},
        "createdAt": reason.get("indexedAt"),
    }
    return Found(_place(reason.get("uri")), value, part(reason, "by"), form)


def _from_view(view: dict[str, Any], others: dict[str, Any], form: Form) -> Found:
    at, author = _place(view.get("uri")), part(view, "author")
    if author.get("did") != at.did:
        raise Refusal("no-author", "who wrote it is not told")
    return Found(at, part(view, "record"), author, form, part(view, "embed"), others)


def _from_record(item: dict[str, Any], form: Form) -> Found:
    record = part(item, "record")
    at = _place(record.get("uri"))
    rev = line(part(item, "proof").get("rev"), {})
    changed = names.moment(rev) if item.get("edited") is True else None
    return Found(
        at,
        part(record, "value"),
        part(item, "author"),
        form,
        names=part(item, "names"),
        edited=changed or edited(at, line(item.get("since"), {}), rev),
    )


def _from_event(event: dict[str, Any], author: dict[str, Any], form: Form) -> Found:
    commit = part(event, "commit") or part(event, "payload")
    words = [event.get("did") or commit.get("did"), commit.get("collection"), commit.get("rkey")]
    at = _place("at://" + "/".join(word if isinstance(word, str) else "" for word in words))
    changed = (
        names.moment(line(commit.get("rev"), {})) if commit.get("operation") == "update" else None
    )
    return Found(at, part(commit, "record"), author, form, edited=changed)


def edited(at: names.Record, since: str, rev: str) -> datetime | None:
    """When a record was changed, that came with revision ``rev`` to one who had all up to ``since``: an older key
    means that it was there before."""
    known = names.moment(since) if since else None
    made = names.moment(at.rkey) if known else None
    return names.moment(rev) if made and known and made < known else None


def _place(uri: Any) -> names.Record:
    found = names.record(line(uri, {}))
    if found is None:
        raise Refusal("no-id", "no address of a record")
    return found

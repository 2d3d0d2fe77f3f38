"""From a search as typed to its tree, or to an error: what is wrong, where, and what may be meant."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from importlib import resources
from typing import Final

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from tilstede.core import text
from tilstede.core.query.build import Builder, place
from tilstede.core.query.errors import UNSEEN, QueryError
from tilstede.core.query.fields import Networks, Typed, field
from tilstede.core.query.tree import Node, Words, conjunction

MAX_LENGTH: Final = 5_000  #: characters

_OPERATORS: Final = {"_OR", "_AND", "ANDNOT", "NOT", "MINUS", "NEAR"}
_GRAMMAR = resources.files("tilstede.core.query").joinpath("grammar.lark").read_text("utf-8")
_LARK = Lark(_GRAMMAR, parser="lalr", lexer="basic", propagate_positions=True)

#: Words in small letters, and fields: what is searched for most, and no grammar is needed for.
_PLAIN_PART = r"[^\W_A-Z]+|[a-z]+:(?!//)[^\s()\"“”„«»]+"
_PLAIN = re.compile(f"(?:{_PLAIN_PART})(?: (?:{_PLAIN_PART})){{0,9}}")


def parse(query: str, *, zone: tzinfo = UTC, networks: Networks = tuple) -> Node:
    """The tree. ``zone``: where a day of since: and until: begins and ends; ``networks`` tells which
    there are, so that network: accepts no other. :raises QueryError: what is wrong with it."""
    if len(query) > MAX_LENGTH:
        raise QueryError("too-long", query, MAX_LENGTH, len(query), limit=MAX_LENGTH)
    if unseen := UNSEEN.search(query):
        name = f"U+{ord(unseen[0]):04X}"
        raise QueryError("bad-character", query, unseen.start(), unseen.end(), name=name)
    if _PLAIN.fullmatch(query):
        return _plain(query, zone, networks)
    if not query.strip():
        raise QueryError("empty", query, 0, len(query))
    try:
        found = _LARK.parse(query)
    except UnexpectedCharacters as error:
        raise _open_quote(query, error) from None
    except UnexpectedToken as error:
        raise _misplaced(query, error.token) from None
    return Builder(query, zone, networks).build(found)


def _plain(query: str, zone: tzinfo, networks: Networks) -> Node:
    nodes: list[Node] = []
    start = 0
    for part in query.split(" "):
        end = start + len(part)
        if ":" in part:
            nodes.append(field(Typed(query, start, end), zone=zone, networks=networks))
        else:
            nodes.append(Words(tuple(text.tokens(part))))
        start = end + 1
    return conjunction(nodes)


def _open_quote(query: str, error: UnexpectedCharacters) -> QueryError:
    """The only thing no token begins with is a quotation mark without its fellow."""
    start = error.pos_in_stream or 0
    return QueryError("open-quote", query, start, len(query), suggestion=query[start:] + '"')


def _misplaced(query: str, token: Token) -> QueryError:
    """What a token that cannot stand where it does tells of the mistake."""
    try:
        before = list(_LARK.lex(query))
    except UnexpectedCharacters as error:
        return _open_quote(query, error)
    if token.type != "$END":
        before = [other for other in before if place(other)[1] <= place(token)[0]]
    last = before[-1] if before else None
    if last is not None and last.type in _OPERATORS:
        if last.type == "NEAR" and token.type in ("NOT", "MINUS"):
            return QueryError("near-operand", query, *place(token))
        return QueryError("operand-missing", query, *place(last))
    if token.type == "$END":
        return QueryError("open-paren", query, *place(_unclosed(before)))
    if token.type != "RPAR":
        return QueryError("operand-missing", query, *place(token))
    if last is not None and last.type == "LPAR":
        return QueryError("empty-group", query, place(last)[0], place(token)[1])
    return QueryError("close-paren", query, *place(token))


def _unclosed(tokens: list[Token]) -> Token:
    """The innermost parenthesis that nothing closes."""
    waiting: list[Token] = []
    for token in tokens:
        if token.type == "LPAR":
            waiting.append(token)
        elif token.type == "RPAR":
            waiting.pop()
    return waiting[-1]

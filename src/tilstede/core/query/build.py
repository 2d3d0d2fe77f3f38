"""From the parser's tree to ours: what words, phrases and fields may be, and how much of them."""

from __future__ import annotations

import re
import unicodedata
from datetime import tzinfo
from difflib import SequenceMatcher
from math import prod
from typing import Final, TypeAlias

from lark import Token, Tree

from tilstede.core import text
from tilstede.core.query import fields, tree
from tilstede.core.query.errors import QueryError
from tilstede.core.query.tree import Exact, Near, Node, Or, Words

MAX_TERMS: Final = 300  #: words, phrases and fields of one search
MAX_STEMS: Final = 10  #: each may cost a tenth of a second at five million posts
MAX_DEPTH: Final = 30
MAX_DISTANCE: Final = 100
MAX_PARTS: Final = 6
MAX_COMBINATIONS: Final = 100
DEFAULT_DISTANCE: Final = 10  #: of NEAR and ONEAR without a number, as in Retriever Listen
SHORTEST_STEM: Final = 2

_OTHER_TOOLS = {"&": "AND", "&&": "AND", "|": "OR", "||": "OR", "+": "AND"}
_SLASHED = re.compile(r"([A-ZÆØÅ]+)/?(\d+)")
_DISTANCE = re.compile("[0-9]{1,9}")
_WEIGHTED = re.compile(r"(.*\w)[~^][\d.]*")

Branch: TypeAlias = Tree[Token]


class Builder:
    """Turns the parser's tree into ours, and holds it to the limits."""

    def __init__(self, query: str, zone: tzinfo, networks: fields.Networks) -> None:
        self.query = query
        self.zone = zone
        self.networks = networks
        self.terms = 0
        self.stems = 0
        self.depth = 0

    def build(self, start: Branch) -> Node:
        """The tree of a whole search. :raises QueryError: see `errors.MESSAGES`."""
        (branch,) = _branches(start)
        node = self._any(branch)
        if tree.is_negative(node):
            raise self._wrong("only-negation", start)
        return node

    def _any(self, branch: Branch) -> Node:
        branches = _branches(branch)
        nodes = [self._all(child) for child in branches]
        if len(nodes) > 1:
            for node, child in zip(nodes, branches, strict=True):
                if tree.is_negative(node):
                    raise self._wrong("only-negation", child)
        return tree.disjunction(nodes)

    def _all(self, branch: Branch) -> Node:
        nodes: list[Node] = []
        negate = False
        for child in branch.children:
            if isinstance(child, Token):  # ANDNOT
                negate = True
                continue
            node = self._signed(child)
            nodes.append(self._negated(node, child) if negate else node)
            negate = False
        return tree.conjunction(nodes)

    def _signed(self, branch: Branch) -> Node:
        (near,) = _branches(branch)
        signs = len(branch.children) - 1
        node = self._near(near)
        return self._negated(node, branch) if signs % 2 else node

    def _negated(self, node: Node, branch: Branch) -> Node:
        if tree.is_negative(node) and not isinstance(node, tree.Not):
            raise self._wrong("only-negation", branch)
        return tree.negation(node)

    def _near(self, branch: Branch) -> Node:
        if len(branch.children) == 1:
            return self._leaf(branch.children[0])
        operators = [child for child in branch.children[1::2] if isinstance(child, Token)]
        for operator in operators:
            if operator != operators[0]:
                raise self._wrong("near-mixed", operator)
        parts = tuple(self._near_part(child) for child in branch.children[::2])
        if len(parts) > MAX_PARTS or prod(len(part) for part in parts) > MAX_COMBINATIONS:
            raise self._wrong("near-too-many", branch, parts=MAX_PARTS, limit=MAX_COMBINATIONS)
        name, slash, _ = operators[0].partition("/")
        return Near(parts, self._distance(operators[0]), name == "ONEAR", bool(slash))

    def _near_part(self, branch: Branch | Token) -> tuple[Words, ...]:
        node = self._leaf(branch)
        words = node.children if isinstance(node, Or) else (node,)
        if not all(isinstance(word, Words) for word in words):
            raise self._wrong("near-operand", branch)
        return tuple(word for word in words if isinstance(word, Words))

    def _distance(self, operator: Token) -> int:
        _, slash, number = operator.partition("/")
        if not slash:
            return DEFAULT_DISTANCE
        if not _DISTANCE.fullmatch(number) or int(number) > MAX_DISTANCE:
            name = operator.partition("/")[0]
            fits = MAX_DISTANCE if number.isdigit() else DEFAULT_DISTANCE
            raise self._wrong("bad-distance", operator, f"{name}/{fits}", limit=MAX_DISTANCE)
        return int(number)

    def _leaf(self, branch: Branch | Token) -> Node:
        if isinstance(branch, Tree):
            return self._group(branch)
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise self._wrong("too-many-terms", branch, limit=MAX_TERMS)
        match branch.type:
            case "FIELD":
                typed = fields.Typed(self.query, *place(branch))
                return fields.field(typed, zone=self.zone, networks=self.networks)
            case "EXACT":
                return self._exact(branch)
            case "PHRASE":
                return self._phrase(branch)
        return self._word(branch)

    def _group(self, branch: Branch) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._wrong("too-deep", branch, limit=MAX_DEPTH)
        (inner,) = _branches(branch)
        node = self._any(inner)
        self.depth -= 1
        return node

    def _word(self, token: Token) -> Words:
        self._refuse_other_operators(token)
        return self._words(token, str(token))

    def _refuse_other_operators(self, token: Token) -> None:
        """Operators of other tools, and misspelt ones, must not quietly become words."""
        meant = _OTHER_TOOLS.get(token)
        if meant:
            raise self._wrong("unknown-operator", token, meant)
        weighted = _WEIGHTED.fullmatch(token)
        if weighted:
            raise self._wrong("unknown-operator", token, weighted[1])
        slashed = _SLASHED.fullmatch(token)
        if slashed and ("/" in token or slashed[1] in ("NEAR", "ONEAR")):
            raise self._wrong("unknown-operator", token, _nearest(*slashed.groups()))

    def _phrase(self, token: Token) -> Node:
        closing = max(token.rfind(quote) for quote in '"”“»«')
        inner, tail = token[1:closing], token[closing + 1 :]
        if tail.startswith("~"):
            return self._spread(token, inner, tail[1:])
        if tail not in ("", "*"):
            raise self._wrong("unknown-operator", token, f'"{inner}"')
        return self._words(token, inner + tail)

    def _spread(self, token: Token, inner: str, number: str) -> Near:
        """``"a b c"~n``: all of these in any order, with at most n other words among them."""
        if not _DISTANCE.fullmatch(number) or int(number) > MAX_DISTANCE:
            suggestion = f'"{inner}"~{DEFAULT_DISTANCE}'
            raise self._wrong("bad-distance", token, suggestion, limit=MAX_DISTANCE)
        words = self._words(token, inner).tokens
        if len(words) < 2:
            raise self._wrong("phrase-of-one", token)
        if len(words) > MAX_PARTS:
            raise self._wrong("near-too-many", token, parts=MAX_PARTS, limit=MAX_COMBINATIONS)
        return Near(tuple((Words((word,)),) for word in words), int(number) + len(words) - 2)

    def _words(self, token: Token, typed: str) -> Words:
        stem = typed.endswith("*")
        body = typed[:-1] if stem else typed
        if "*" in body:
            raise self._wrong("star-place", token)
        found = tuple(text.tokens(body))
        if stem:
            self._check_stem(token, found)
        elif not found:
            raise self._wrong("no-word", token)
        return Words(found, stem and not text.stands_alone(found[-1]))

    def _check_stem(self, token: Token, found: tuple[str, ...]) -> None:
        self.stems += 1
        if self.stems > MAX_STEMS:
            raise self._wrong("too-many-stems", token, limit=MAX_STEMS)
        if not found or (len(found[-1]) < SHORTEST_STEM and not text.stands_alone(found[-1])):
            raise self._wrong("stem-too-short", token, limit=SHORTEST_STEM)

    def _exact(self, token: Token) -> Exact:
        typed = token[1:].strip('"')
        found = text.spans(typed)
        if not found:
            raise self._wrong("no-word", token)
        words = unicodedata.normalize("NFC", typed[found[0].start : found[-1].end])
        return Exact(words, tuple(span.token for span in found))

    def _wrong(
        self, code: str, where: Branch | Token, suggestion: str = "", **more: object
    ) -> QueryError:
        start, end = place(where)
        return QueryError(code, self.query, start, end, suggestion=suggestion, **more)


def place(where: Branch | Token) -> tuple[int, int]:
    """Where it starts and ends in the search as typed."""
    position = where if isinstance(where, Token) else where.meta
    assert position.start_pos is not None
    assert position.end_pos is not None
    return position.start_pos, position.end_pos


def _branches(branch: Branch) -> list[Branch]:
    return [child for child in branch.children if isinstance(child, Tree)]


def _nearest(name: str, number: str) -> str:
    """``NEER/5`` was meant to be NEAR/5; ``TV/2`` no operator at all."""
    close = {known: SequenceMatcher(None, name, known).ratio() for known in ("NEAR", "ONEAR")}
    best = max(close, key=lambda known: close[known])
    return f"{best}/{number}" if close[best] >= 0.6 else f'"{name}/{number}"'

"""What every network is held to, written once. A network's own test names itself and its cases::

    class TestMastodon(Conformance):
        network = network
        folder = Path(__file__).parent

A case is a pair in `cases/` beside the test: `NAME.raw.json` (or `.xml`, `.js`) and
`NAME.post.json`, the post expected of it, as `python -m tilstede.networks parse NETWORK FILE`
prints it. `NAME.context.json` holds what lay around the item. `NAME.error.txt` in place of a post:
it must be refused, with those words.
The network's own takeouts, made by the test, come from the fixture `takeouts`.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

import msgspec
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilstede.core import text
from tilstede.core.post import Post, decode, encode
from tilstede.networks.kit.abilities import ABILITIES, SENDING
from tilstede.networks.kit.contract import (
    REASONS,
    Batch,
    Closed,
    Found,
    Gone,
    Item,
    Left,
    Missing,
    Network,
    NetworkError,
    Refused,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.hostile import HOSTILE, foreign_files, mutated
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Fetching

#: Seconds within which a file of another kind must be recognised as such.
QUICK: Final = 0.5
_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_MIMES = {
    ".json": "application/json",
    ".js": "application/json",
    ".xml": "application/xml",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".html": "text/html",
}
_CODE = re.compile(r"[a-z][a-z0-9-]*")


class Case:
    """One pair of files: what came in, and the post it must become."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name.split(".raw.")[0]
        self.raw = path.read_bytes()
        self.mime = _MIMES[path.suffix]

    @property
    def context(self) -> dict[str, str]:
        path = self._beside("context.json")
        return json.loads(path.read_bytes()) if path.exists() else {}

    @property
    def expected(self) -> Any:
        return json.loads(self._beside("post.json").read_bytes())

    @property
    def refusal(self) -> str:
        """The words with which the item must be refused, or ``""``."""
        path = self._beside("error.txt")
        return path.read_text(encoding="utf-8").strip() if path.exists() else ""

    def parse(self, network: Network) -> Post:
        return network.parse(self.raw, self.mime, self.context)

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(f"{self.name}.{ending}")


def cases(folder: Path) -> list[Case]:
    """Every case in `folder`/cases, by name."""
    return [Case(path) for path in sorted((folder / "cases").glob("*.raw.*"))]


def readable(post: Post) -> str:
    """A post as its case file holds it: the record's JSON, indented."""
    return json.dumps(json.loads(encode(post)), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


# --- what holds for every item, wherever it came from -------------------------------------------


def check_post(post: Post, network: Network) -> None:
    """A post as the record demands it, whatever it was made from."""
    data = encode(post)
    assert decode(data) == post, "a post survives its own encoding"
    assert rfc8785.dumps(json.loads(data)) == data, "RFC 8785 canonical JSON"
    assert post.network == network.name, post.network
    assert post.parser == network.parser, post.parser
    assert post.aliases, "a post must be known by something"
    assert len(set(post.aliases)) == len(post.aliases), f"an alias twice: {post.aliases}"
    assert all(alias and alias == alias.strip() for alias in post.aliases), post.aliases
    assert post.author.id, "an author has a permanent id"
    for name in ("published", "edited"):
        moment = getattr(post, name)
        assert moment is None or moment.utcoffset() == timedelta(0), f"{name} not in UTC: {moment}"
    for written in _texts(msgspec.to_builtins(post)):
        cleaned, odd = text.clean(written)
        assert cleaned == written, f"unclean text: {written!r}"
        assert set(odd) <= set(post.odd), f"not told that it is {odd}: {written!r}"
    assert all(_CODE.fullmatch(code) for code in post.odd), post.odd
    assert len(set(post.odd)) == len(post.odd), post.odd


def check_again(raw: bytes, post: Post, network: Network) -> None:
    """Read from the record alone, an item says what it said: what lay around it is found in its post."""
    assert network.again(raw, post) == post, f"read again, {post.aliases[0]} is another"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def check_item(item: Item, network: Network) -> None:
    """An item as intake demands it."""
    match item:
        case Seen():
            assert item.raw, "what was received is kept"
            assert item.mime
            check_post(item.post, network)
            check_again(item.raw, item.post, network)
            for attachment in item.attachments:
                assert 0 <= attachment.position < len(item.post.media), "no such media on the post"
        case Gone():
            assert item.aliases, "what is gone must be known by something"
            assert item.when is None or item.when.utcoffset() == timedelta(0)
        case SetAside():
            assert item.reason in REASONS, f"{item.reason} is not in REASONS"
        case Left():
            assert item.count > 0
        case Missing():
            assert _CODE.fullmatch(item.why), item.why


def check_batches(batches: Iterable[Batch], network: Network) -> list[Batch]:
    """What `fetch` yields, each item checked, and the cursor fit to be stored as JSON."""
    checked = list(batches)
    for batch in checked:
        assert len(batch.items) <= 1000
        assert json.loads(json.dumps(batch.cursor)) == batch.cursor
        for item in batch.items:
            check_item(item, network)
    return checked


def check_export(network: Network, path: Path) -> Counter[str]:
    """Read a takeout twice: the same items, the counts add up, and nothing stays open.

    The counts by kind of item, with ``read`` for the sum of those that are an item of the account.
    """
    first, second = _read_export(network, path), _read_export(network, path)
    assert [_identity(item) for item in first] == [_identity(item) for item in second]
    counts = Counter(type(item).__name__ for item in first)
    counts["read"] = sum(isinstance(item, Seen | Gone | SetAside) for item in first)
    return counts


def _read_export(network: Network, path: Path) -> list[Item]:
    export = network.open_export(path)
    assert export is not None, f"{path.name} is not recognised as {network.title}"
    try:
        assert export.network == network.name
        items, last = [], 0
        for item in export.items():
            check_item(item, network)
            items.append(item)
            done, whole = export.progress()
            assert last <= done, "progress goes forward"
            assert not whole or done <= whole, "progress does not pass the end"
            last = done
        done, whole = export.progress()
        assert not whole or done == whole, "progress ends at the end"
    finally:
        export.close()
    assert path.resolve() not in _open_files(), "closing lets go of the file"
    return items


def _identity(item: Item) -> object:
    if isinstance(item, Seen):
        attached = [(part.position, part.mime, part.size) for part in item.attachments]
        return item.raw, item.mime, encode(item.post), item.where, attached
    return item


def _open_files() -> set[Path]:
    """Files this process holds open; empty where the system does not tell."""
    folder = Path("/proc/self/fd")
    return {path.resolve() for path in folder.iterdir()} if folder.exists() else set()


# --- the suite ----------------------------------------------------------------------------------


class Conformance:
    """Inherit it as ``class TestName(Conformance)`` and set the two names below.

    An ability that no case can show (fetch, deletions, login) is shown by a test in the network's
    own class, named ``test_fetch…``, ``test_deletions…``, ``test_login…``.
    """

    network: ClassVar[Network]
    folder: ClassVar[Path]  #: the folder that holds `cases/`

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "case" in metafunc.fixturenames:
            found = cases(self.folder)
            metafunc.parametrize("case", found, ids=[case.name for case in found])

    @pytest.fixture
    def takeouts(self) -> list[Path]:
        """Takeouts of this network; override where the network has the ability 'export'."""
        return []

    def test_network_says_who_it_is(self) -> None:
        network = self.network
        assert _CODE.fullmatch(network.name)
        assert network.title
        assert network.parser.startswith(f"{network.name}/")
        assert network.interval > 0
        assert network.abilities <= ABILITIES.keys()
        sends = bool(network.abilities & SENDING)
        assert (network.sender() is not None) == sends, "a sender, if and only if something is sent"
        if isinstance(network, Fetching):
            assert network.fetched <= network.abilities & SENDING

    def test_case(self, case: Case) -> None:
        if case.refusal:
            with pytest.raises(ValueError, match=re.escape(case.refusal)):
                case.parse(self.network)
            return
        post = case.parse(self.network)
        check_post(post, self.network)
        assert json.loads(encode(post)) == case.expected
        assert encode(case.parse(self.network)) == encode(post), "parsing is deterministic"
        check_again(case.raw, post, self.network)

    def test_abilities_are_shown(self) -> None:
        shown = self._shown()
        for ability in self.network.abilities:
            assert ability in shown, f"no case and no test shows the ability '{ability}'"

    def _shown(self) -> set[str]:
        posts = [case.expected for case in cases(self.folder) if not case.refusal]
        fields = {"polls": "poll", "boosts": "repost_of", "edits": "edited"}
        shown = {"closed"}  # by `test_closed_network_says_so`
        shown |= {name for name, field in fields.items() if any(field in post for post in posts)}
        undeclared = (shown & {"polls", "boosts"}) - self.network.abilities
        assert not undeclared, f"shown, but not declared: {undeclared}"
        for ability in ABILITIES:
            if any(re.fullmatch(rf"test_{ability}(_\w+)?", name) for name in dir(self)):
                shown.add(ability)
        return shown

    def test_network_without_fetch_says_so(self) -> None:
        if "fetch" in self.network.abilities:
            return
        with Http() as http:
            source = Source(network=self.network.name, address="https://fjordvik.example/")
            with pytest.raises(NetworkError) as caught:
                list(self.network.fetch(source, http, _NOW))
            assert caught.value.detail

    def test_closed_network_says_so(self) -> None:
        if "closed" not in self.network.abilities:
            return
        assert isinstance(self.network, Closed)
        with Http() as http:
            source = Source(network=self.network.name, address="https://fjordvik.example/")
            with pytest.raises(Refused) as caught:
                list(self.network.fetch(source, http, _NOW))
            assert caught.value.detail

    def test_other_addresses_are_left_to_others(self) -> None:
        with Http() as http:
            for address in (
                "",
                " ",
                "ikke en adresse",
                "mailto:post@fjordvik.example",
                "\x00",
                "///",
            ):
                found = self._recognised(address, http)
                assert found is None, f"{address!r} taken for {found}"

    def _recognised(self, address: str, http: Http) -> Found | None:
        try:
            return self.network.recognise(address, http)
        except NetworkError:
            return None

    def test_hostile_bytes_are_refused_in_words(self) -> None:
        for raw in HOSTILE:
            for mime in ("application/json", "application/xml"):
                self._parse_or_refuse(raw, mime, {})

    def test_broken_items_are_parsed_or_refused(self) -> None:
        originals = [case for case in cases(self.folder) if not case.refusal]

        @settings(
            max_examples=200,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def broken(data: st.DataObject) -> None:
            case = data.draw(st.sampled_from(originals))
            raw = data.draw(mutated(case.raw, case.mime))
            self._parse_or_refuse(raw, case.mime, case.context)

        broken()

    def _parse_or_refuse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> None:
        refusal = ""
        try:
            post = self.network.parse(raw, mime, context)
        except ValueError as error:
            refusal = str(error) or "without a word"
        else:
            check_post(post, self.network)
            check_again(raw, post, self.network)
        assert refusal != "without a word", "a refusal says why"

    def test_foreign_files_are_left_to_others(self, tmp_path: Path) -> None:
        for path in [*foreign_files(tmp_path), tmp_path / "absent"]:
            begun = time.perf_counter()
            assert self.network.open_export(path) is None, f"{path.name} taken for an export"
            assert time.perf_counter() - begun < QUICK, f"{path.name} took too long"

    def test_export(self, takeouts: list[Path]) -> None:
        assert bool(takeouts) == ("export" in self.network.abilities), (
            "takeouts are shown by a test"
        )
        for path in takeouts:
            assert check_export(self.network, path)["read"] > 0

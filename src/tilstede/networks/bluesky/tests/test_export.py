"""A repository as a file: from a real server, from other makers, and damaged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.servers.atproto import Account, Server

from tilstede.networks.bluesky import proof
from tilstede.networks.bluesky.network import network
from tilstede.networks.kit.conformance import check_export
from tilstede.networks.kit.contract import Item, Left, Seen, SetAside

#: Files of other makers (bluesky-social/indigo and jetstream) -> what is in them.
OTHERS = {
    "indigo/paul_staging.repo.car": {"Seen": 116},
    "indigo/greenground.repo.car": {},
    "indigo/bafyreieovfuizojpw3zresz7sx3nk4trm2by23pt5rxbey3jme4uo5ogiu.car": {"Seen": 5},
    "indigo/divy.repo": {},
    "jetstream/repo.car": {"Seen": 9},
    "indigo/repo_slice.car": {"Seen": 1, "SetAside": 4},
}


def saved(account: Account, folder: Path, *, document: bool = False) -> Path:
    """The account's repository as a file, and its id's document beside it."""
    server = account.server
    path = folder / "repo.car"
    url = f"{server.address}/xrpc/com.atproto.sync.getRepo"
    path.write_bytes(httpx.get(url, params={"did": account.did}).content)
    if document:
        (folder / "did.json").write_bytes(httpx.get(f"{server.directory}/{account.did}").content)
    return path


def taken(path: Path) -> list[Item]:
    export = network.open_export(path)
    assert export is not None
    try:
        return list(export.items())
    finally:
        export.close()


def said_of(path: Path) -> str:
    """What is wrong with a file, as a person is told."""
    try:
        items = taken(path)
    except ValueError as error:
        return str(error)
    return next((item.reason for item in items if isinstance(item, SetAside)), "")


@pytest.fixture(scope="module")
def mayor(pds_server: Server) -> Account:
    account = pds_server.account("ordforar")
    account.put("app.bsky.actor.profile", {"displayName": "Ordføraren"}, "self")
    account.post_many(f"Innlegg {number}" for number in range(30))
    account.put("app.bsky.feed.like", {"subject": account.post("Godt likt")})
    return account


@pytest.mark.server
class TestRealServer:
    def test_with_the_document_beside_it(self, mayor: Account, tmp_path: Path) -> None:
        path = saved(mayor, tmp_path, document=True)
        counts = check_export(network, path)
        assert (counts["Seen"], counts["SetAside"]) == (31, 0)
        items = taken(path)
        assert Left("other", 1, "app.bsky.feed.like") in items
        first = items[0]
        assert isinstance(first, Seen)
        assert (first.post.form, first.post.author.name) == ("archive", "Ordføraren")
        assert first.post.author.handle == mayor.handle
        assert proof.check(first.raw).key.startswith("did:key:")

    def test_without_it_the_signature_is_kept(self, mayor: Account, tmp_path: Path) -> None:
        path = saved(mayor, tmp_path)
        items = [item for item in taken(path) if isinstance(item, Seen)]
        assert not proof.check(items[0].raw).key
        url = f"{mayor.server.directory}/{mayor.did}"
        (tmp_path / "did.json").write_bytes(httpx.get(url).content)
        (checked,) = [item for item in taken(path) if isinstance(item, Seen)][:1]
        key = proof.check(checked.raw).key
        assert proof.check(items[0].raw, key).key == key

    def test_another_key_beside_it(self, mayor: Account, tmp_path: Path) -> None:
        path = saved(mayor, tmp_path, document=True)
        other = mayor.server.account("framand")
        document = json.loads((tmp_path / "did.json").read_bytes())
        theirs = httpx.get(f"{mayor.server.directory}/{other.did}").json()
        document["verificationMethod"] = theirs["verificationMethod"]
        (tmp_path / "did.json").write_text(json.dumps(document))
        with pytest.raises(ValueError, match="not signed"):
            network.open_export(path)

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
    def test_cut_off(self, mayor: Account, tmp_path: Path, share: float) -> None:
        path = saved(mayor, tmp_path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])
        assert said_of(path) in ("cut-off", "the commit is not in the file")

    def test_changed_bytes(self, mayor: Account, tmp_path: Path) -> None:
        path = saved(mayor, tmp_path)
        path.write_bytes(path.read_bytes().replace(b"Innlegg 7", b"Innlegg 8"))
        items = taken(path)
        (aside,) = [item for item in items if isinstance(item, SetAside)]
        assert aside.reason == "unreadable-member"
        assert sum(isinstance(item, Seen) for item in items) == 30


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_other_makers(name: str, shared: Callable[[str], Path]) -> None:
    path = shared(f"corpus/exports/bluesky/{name}")
    items = taken(path)
    told = Counter(type(item).__name__ for item in items)
    told.pop("Left", None)
    if name == "indigo/repo_slice.car":
        assert told["SetAside"] >= 1
    else:
        assert told == OTHERS[name]


def test_the_records_the_maker_lists(shared: Callable[[str], Path]) -> None:
    folder = shared("corpus/exports/bluesky/jetstream")
    listed = dict(
        line.split("\t") for line in (folder / "car_expected_records.tsv").read_text().splitlines()
    )
    checked = [
        proof.check(item.raw) for item in taken(folder / "repo.car") if isinstance(item, Seen)
    ]
    for one in checked:
        key = one.uri.removeprefix("at://").partition("/")[2]
        assert listed[key] == one.cid

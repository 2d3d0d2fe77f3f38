"""Mastodon under the suite that every network is held to."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.servers.mastodon import Mock

from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Gone, Left, Refused, Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon.network import network
from tilstede.networks.mastodon.tests import archives
from tilstede.networks.mastodon.tests.hearing import Hearing
from tilstede.networks.mastodon.tests.sending import Sending

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.server
class TestMastodon(Sending, Hearing, Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        files = archives.members(
            [
                archives.note(1, "Hei"),
                archives.picture_note(2),
                archives.boost(3, "https://nabo.example/users/borger/statuses/9"),
                archives.deletion(4),
                archives.note(5, "løynd", to=["https://nabo.example/users/borger"], cc=[]),
            ]
        )
        single = tmp_path / "status.json"
        single.write_bytes((self.folder / "cases" / "api-poll.raw.json").read_bytes())
        lone = tmp_path / "outbox-alone.json"
        lone.write_bytes(files["outbox.json"])
        return [
            archives.as_zip(tmp_path / "archive.zip", files),
            archives.as_tar(tmp_path / "archive.tar.gz", files),
            archives.as_tar(tmp_path / "archive.tar", files, "w"),
            archives.as_folder(tmp_path / "archive", files),
            lone,
            single,
        ]

    def test_fetch(self, mock: Mock, http: Http) -> None:
        mock.mayor.post("Kommunestyret møtest i kveld #politikk", language="nn")
        found = network.recognise(f"@{mock.mayor.handle}", http)
        assert found is not None
        source = Source(network.name, found.address, found.author.id)
        items = [
            item
            for batch in check_batches(network.fetch(source, http, NOW), network)
            for item in batch.items
        ]
        assert [item.post.text for item in items if isinstance(item, Seen)] == [
            "Kommunestyret møtest i kveld #politikk"
        ]

    def test_deletions(self, mock: Mock, http: Http) -> None:
        kept, gone = mock.mayor.post("Står"), mock.mayor.post("Går")
        source = Source(network.name, mock.mayor.address)
        *_, last = network.fetch(source, http, NOW)
        mock.mayor.delete(gone["id"])
        known = tuple((status["uri"], status["url"]) for status in (gone, kept))
        later = dataclasses.replace(source, cursor=last.cursor, known=known)
        items = [
            item
            for batch in check_batches(network.fetch(later, http, NOW), network)
            for item in batch.items
        ]
        assert [item.aliases[0] for item in items if isinstance(item, Gone)] == [gone["uri"]]

    def test_login(self, mock: Mock, http: Http) -> None:
        """With a login followers-only posts come too; private messages are counted and left."""
        mock.mayor.post("berre følgjarar", visibility="private")
        mock.mayor.post("@borger løynd", visibility="direct")
        source = Source(network.name, mock.mayor.address)
        public = [item for batch in network.fetch(source, http, NOW) for item in batch.items]
        assert not [item for item in public if isinstance(item, Seen)]
        known = dataclasses.replace(source, token=mock.mayor.token)
        seen = [item for batch in network.fetch(known, http, NOW) for item in batch.items]
        assert [item.post.visibility for item in seen if isinstance(item, Seen)] == ["followers"]
        assert [item for item in seen if isinstance(item, Left)] == [Left("direct-messages", 1)]

    def test_login_that_is_refused(self, mock: Mock, http: Http) -> None:
        account = mock.mayor.call("GET", "/api/v1/accounts/lookup?acct=ordforar")["id"]
        mock.fault(f"/api/v1/accounts/{account}/statuses", type="status", status=422)
        with pytest.raises(Refused, match="nobody without a login"):
            list(network.fetch(Source(network.name, mock.mayor.address), http, NOW))

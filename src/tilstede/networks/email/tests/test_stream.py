"""Letters as they come, and what happens when the line is cut."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tilstede.networks.email import stream
from tilstede.networks.email.tests import letters
from tilstede.networks.email.tests.conftest import Office
from tilstede.networks.kit.contract import Batch
from tilstede.networks.kit.errors import Unreachable
from tilstede.networks.kit.items import Seen

pytestmark = pytest.mark.server


def test_a_new_letter_comes_within_seconds(office: Office) -> None:
    with ThreadPoolExecutor(1) as others:
        batches = _watched(office, beat=10)
        begun = time.monotonic()
        others.submit(_later, office, letters.numbered(1))
        assert _titles(batches, 1) == ["Brev 1"]
        assert time.monotonic() - begun < 5
        others.submit(_later, office, letters.numbered(2))
        assert _titles(batches, 1) == ["Brev 2"]
        batches.close()


def test_a_beat_says_that_the_line_lives(office: Office) -> None:
    batches = _watched(office, beat=0.3)
    begun = time.monotonic()
    found = [next(batches) for _ in range(3)]
    assert all(batch.items == () for batch in found)
    assert 0.5 < time.monotonic() - begun < 5
    office.mail.deliver(letters.numbered(1), office.address)
    assert _titles(batches, 1) == ["Brev 1"], "the line still listens after its beats"
    batches.close()


def test_other_folders_have_their_turn(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "ROUND", 0.5)
    batches = _watched(office, beat=0.2)
    with office.mail.mailbox(office.address) as client:
        client.append("Sendt", "", "", letters.numbered(1))
    assert _titles(batches, 1) == ["Brev 1"]
    batches.close()


def test_the_server_is_restarted_in_the_middle(office: Office) -> None:
    """The stream ends with an error, and another one goes on where it stopped: nothing is lost, nothing comes twice."""
    office.mail.deliver(letters.numbered(1), office.address)
    batches = stream.stream(office.source, office.http, beat=10)
    cursor = [batch.cursor for batch in _until_idle(batches)][-1]
    with ThreadPoolExecutor(1) as others:
        cut = others.submit(_restart, office)
        with pytest.raises(Unreachable):
            list(batches)
        cut.result(60)
    office.mail.deliver(letters.numbered(2), office.address)
    source = dataclasses.replace(office.source, cursor=cursor)
    batches = stream.stream(source, office.http, beat=10)
    assert _titles(batches, 1) == ["Brev 2"]
    batches.close()


def _watched(office: Office, beat: float) -> Iterator[Batch]:
    """A stream that has read what lay there."""
    batches = stream.stream(office.source, office.http, beat=beat)
    list(_until_idle(batches))
    return batches


def _until_idle(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Up to the batch without items that ends the first reading."""
    for batch in batches:
        yield batch
        if not batch.items:
            return


def _titles(batches: Iterator[Batch], count: int) -> list[str]:
    found: list[str] = []
    for batch in batches:
        found += [item.post.title for item in batch.items if isinstance(item, Seen)]
        if len(found) >= count:
            break
    return found


def _later(office: Office, letter: bytes) -> None:
    time.sleep(0.5)
    office.mail.deliver(letter, office.address)


def _restart(office: Office) -> None:
    time.sleep(0.5)
    office.mail.stop()
    office.mail.start()

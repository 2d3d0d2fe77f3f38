"""Time-stamps by a real authority: had, refused, queued, and checked by the program handed out."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from django.conf import settings as django_settings
from tests.servers.program import in_ci

from tilstede.record import checkpoint, models, timestamp, verify
from tilstede.record.append import Entry, append
from tilstede.record.tests.authority import Authority, ask, served
from tilstede.record.tests.test_bundle import fit_manifest, run, unpacked

NOW = datetime.now(UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.server]
if not shutil.which("openssl") and not in_ci():
    pytest.skip("openssl is missing; on Debian: apt-get install openssl", allow_module_level=True)


@pytest.fixture(scope="module", params=[False, True], ids=["rsa", "ec"])
def authority(request, tmp_path_factory):
    with served(Authority(tmp_path_factory.mktemp("authority"), curve=request.param)) as made:
        yield made


@pytest.fixture
def stranger(tmp_path_factory):
    with served(Authority(tmp_path_factory.mktemp("stranger"))) as made:
        yield made


@pytest.fixture
def trusting(authority, settings):
    """One authority is configured, and its root lies in the data folder."""
    settings.TIMESTAMP_AUTHORITIES = [authority.address]
    folder = django_settings.DATA / "timestamp"
    folder.mkdir(exist_ok=True)
    shutil.copy(authority.root, folder / "root.pem")
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * 20, now=NOW)
    yield authority
    shutil.rmtree(folder)


class TestSend:
    def test_a_checkpoint_is_stamped(self, trusting):
        timestamp.request(now=NOW)
        assert timestamp.send(ask, now=NOW) == (1, {})
        [stamp] = timestamp.every()
        assert stamp.size == 21
        assert stamp.note == checkpoint.at(21).text
        assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)
        chain = x509.load_pem_x509_certificates(stamp.chain)
        assert [one.subject.rfc4514_string() for one in chain] == [
            "CN=tsa,O=Fjordvik",
            "CN=root,O=Fjordvik",
        ]
        assert timestamp.verify(stamp.token, chain, stamp.note.encode()) == stamp.at
        assert timestamp.waiting() == []
        assert timestamp.send(ask, now=NOW) == (0, {})

    def test_the_same_wish_is_queued_once(self, trusting):
        timestamp.request(now=NOW)
        timestamp.request(now=NOW)
        assert len(timestamp.waiting()) == 1

    def test_waits_while_offline(self, trusting, settings):
        settings.TIMESTAMP_AUTHORITIES = ["http://127.0.0.1:9/tsr", trusting.address]
        timestamp.request(now=NOW)
        append([Entry("gap", {"about": b"{}"})], now=NOW)
        timestamp.request(now=NOW)
        sent = timestamp.send(ask, now=NOW)
        assert sent.stamped == 2
        assert sent.failed["http://127.0.0.1:9/tsr"].startswith("no answer")
        assert [size for size, _, _ in timestamp.waiting()] == [21, 22]
        answer = timestamp.send(lambda _, query: trusting.answer(query), now=NOW)
        assert answer == (2, {})

    def test_an_authority_nobody_trusts(self, trusting, stranger, settings):
        settings.TIMESTAMP_AUTHORITIES = [stranger.address]
        timestamp.request(now=NOW)
        [why] = timestamp.send(ask, now=NOW).failed.values()
        assert "not trusted here" in why
        assert timestamp.every() == []

    def test_an_answer_to_another_question(self, trusting):
        timestamp.request(now=NOW)
        timestamp.send(ask, now=NOW)
        old = timestamp.every()[0].token
        append([Entry("gap", {"about": b"{}"})], now=NOW)
        timestamp.request(now=NOW)
        [why] = timestamp.send(lambda *_: old, now=NOW).failed.values()
        assert "does not hold" in why

    @pytest.mark.parametrize("answer", [b"", b"<html>not here</html>", bytes(100)])
    def test_an_answer_that_is_none(self, trusting, answer):
        timestamp.request(now=NOW)
        [why] = timestamp.send(lambda *_: answer, now=NOW).failed.values()
        assert why.startswith("the answer is no time-stamp")

    def test_a_changed_token(self, trusting):
        timestamp.request(now=NOW)
        timestamp.send(ask, now=NOW)
        [stamp] = timestamp.every()
        chain = x509.load_pem_x509_certificates(stamp.chain)
        with pytest.raises(timestamp.StampError, match="does not hold"):
            timestamp.verify(stamp.token, chain, b"another message")
        changed = bytearray(stamp.token)
        changed[-10] ^= 1
        with pytest.raises(timestamp.StampError):
            timestamp.verify(bytes(changed), chain, stamp.note.encode())

    def test_the_full_check_looks_at_stamps(self, trusting):
        timestamp.request(now=NOW)
        timestamp.send(ask, now=NOW)
        assert verify.check().stamps == 1
        token = bytearray(timestamp.every()[0].token)
        token[-10] ^= 1
        models.Timestamp.objects.update(token=bytes(token))
        assert verify.check().fault.code == "bad-timestamp"


@pytest.fixture
def folder(trusting, tmp_path):
    """A bundle whose events were stamped before the log grew on."""
    timestamp.request(now=NOW)
    timestamp.send(ask, now=NOW)
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * 300, now=NOW)
    timestamp.request(now=NOW)
    timestamp.send(ask, now=NOW)
    return unpacked([5], tmp_path / "bundle")


class TestBundle:
    def test_the_program_checks_the_stamp_and_its_chain(self, folder):
        code, said = run(folder)
        assert code == 0, said
        assert "first 21 events existed at 20" in said
        assert "CN=tsa,O=Fjordvik (root certificate " in said

    def test_openssl_checks_it_too(self, folder):
        subprocess.run(
            [
                "openssl",
                "ts",
                "-verify",
                "-in",
                "21.1.tsr",
                "-data",
                "21.checkpoint",
                "-CAfile",
                "21.1.pem",
            ],
            cwd=folder / "timestamps",
            check=True,
            capture_output=True,
        )

    def test_a_stamp_on_something_else(self, folder):
        """Whoever holds the log's key cannot move a stamp to another checkpoint."""
        later = next(stamp for stamp in timestamp.every() if stamp.size > 21)
        (folder / "timestamps/21.1.tsr").write_bytes(later.token)
        fit_manifest(folder)
        assert "stamps something else" in run(folder)[1]

    @pytest.mark.parametrize("part", ["genTime", "signature"])
    def test_a_changed_stamp(self, folder, part):
        path = folder / "timestamps/21.1.tsr"
        token = bytearray(path.read_bytes())
        place = token.index(b"\x18\x0f20") + 6 if part == "genTime" else len(token) - 10
        token[place] ^= 1
        path.write_bytes(bytes(token))
        fit_manifest(folder)
        assert run(folder)[0] == 1

    def test_another_authority_s_chain(self, folder, stranger):
        chain = (stranger.folder / "tsa.pem").read_bytes() + stranger.root.read_bytes()
        (folder / "timestamps/21.1.pem").write_bytes(chain)
        fit_manifest(folder)
        assert run(folder)[0] == 1

    def test_without_a_stamp_there_is_no_folder(self, tmp_path):
        append([Entry("seen", {"post": b"{}"})], now=NOW)
        checkpoint.make(now=NOW)
        assert not (unpacked([1], tmp_path / "bundle") / "timestamps").exists()

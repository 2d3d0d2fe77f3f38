"""Two bodies hold each other to one history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tilstede.core import merkle, note
from tilstede.record import checkpoint, keys, verify, witness
from tilstede.record.append import Entry, append
from tilstede.record.tests.other import Other
from tilstede.record.tests.test_bundle import rewrite, run, unpacked

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def grow(count: int) -> None:
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * count, now=NOW)


def test_a_rewritten_log_signed_anew_with_the_true_key_is_caught(tmp_path, forget_tail):
    """By a checkpoint kept from yesterday, and by another body that witnesses the log."""
    other = Other(tmp_path / "other", "log.departementet.example")
    witness_key = other("verifier", NOW.timestamp()).strip()
    grow(300)
    yesterday = checkpoint.make(now=NOW)
    other("trust", NOW.timestamp(), checkpoint.verifier())
    signed = witness.ask(witness_key, lambda body: other.post(body, NOW.timestamp()), now=NOW)
    assert signed.text.count("\n— ") == 2
    grow(5)
    signed = witness.ask(witness_key, lambda body: other.post(body, NOW.timestamp()), now=NOW)
    assert signed.size == 306
    assert verify.check().cosignatures == 2
    folder = unpacked([7], tmp_path / "honest")
    code, said = run(folder, "--witness", witness_key)
    assert code == 0, said
    assert "log.departementet.example/witness has seen no other history" in said

    log_key = checkpoint.verifier()
    rewrite()
    forget_tail()
    grow(400)
    forged = checkpoint.make(now=NOW + timedelta(days=1))
    assert note.check(note.parse(forged.text.encode()), log_key), "the true key"
    assert verify.check().good, "within itself the new history is whole"

    folder = unpacked([7], tmp_path / "forged")
    assert run(folder)[0] == 0
    (tmp_path / "kept").write_text(yesterday.text)
    code, said = run(folder, "--checkpoint", tmp_path / "kept")
    assert code == 1
    assert "THE LOG WAS REWRITTEN" in said
    assert run(folder, "--witness", witness_key)[0] == 1
    with pytest.raises(witness.Refused, match="not the history seen before") as caught:
        witness.ask(witness_key, lambda body: other.post(body, NOW.timestamp()), now=NOW)
    assert caught.value.status == 422


class TestAnswer:
    """The protocol's answers, for a log that is asked about by itself."""

    @pytest.fixture
    def log(self):
        grow(20)
        return checkpoint.make(now=NOW)

    def test_a_log_that_is_not_known(self, log):
        assert witness.answer(witness.query(0, log), now=NOW).status == 404

    def test_cosigns_and_remembers(self, log):
        witness.trust(str(checkpoint.verifier()))
        answer = witness.answer(witness.query(0, log), now=NOW)
        assert answer.status == 200
        signed = note.parse((log.text + answer.text).encode())
        line = note.check(signed, witness.verifier(now=NOW))
        assert note.cosigned_at(line) == int(NOW.timestamp())
        again = witness.answer(witness.query(0, log), now=NOW)
        assert (again.status, again.text, again.kind) == (409, "21\n", "text/x.tlog.size")
        assert witness.answer(witness.query(21, log), now=NOW).status == 200

    def test_demands_a_proof_that_it_grew(self, log):
        witness.trust(str(checkpoint.verifier()))
        witness.answer(witness.query(0, log), now=NOW)
        grow(300)
        query = witness.query(21, checkpoint.make(now=NOW))
        lines = query.split(b"\n")
        for changed in (lines[:1] + lines[2:], [lines[0], lines[2], lines[1], *lines[3:]]):
            assert witness.answer(b"\n".join(changed), now=NOW).status == 422
        assert witness.answer(query, now=NOW).status == 200

    def test_refuses_a_log_that_is_not_what_it_was(self, log):
        witness.trust(str(checkpoint.verifier()))
        witness.answer(witness.query(0, log), now=NOW)
        head = note.Checkpoint("log.fjordvik.example", 21, bytes(32))
        forged = note.signed(head.body, checkpoint.verifier(), keys.signer())
        assert witness.answer(f"old 21\n\n{forged}".encode(), now=NOW).status == 422
        shorter = note.Checkpoint("log.fjordvik.example", 5, bytes(32))
        forged = note.signed(shorter.body, checkpoint.verifier(), keys.signer())
        assert witness.answer(f"old 21\n\n{forged}".encode(), now=NOW).status == 400
        assert witness.answer(f"old 5\n\n{forged}".encode(), now=NOW).status == 409

    def test_an_empty_log_has_one_root(self, log):
        witness.trust(str(checkpoint.verifier()))
        for root, status in ((bytes(32), 422), (merkle.EMPTY_ROOT, 200)):
            head = note.Checkpoint("log.fjordvik.example", 0, root)
            text = note.signed(head.body, checkpoint.verifier(), keys.signer())
            assert witness.answer(f"old 0\n\n{text}".encode(), now=NOW).status == status

    def test_refuses_another_key(self, log):
        witness.trust(str(checkpoint.verifier()))
        other = note.Verifier("log.fjordvik.example", note.ED25519, bytes(32))
        with pytest.raises(ValueError, match="another key"):
            witness.trust(str(other))
        text = log.text.replace("\n21\n", "\n22\n")
        assert witness.answer(f"old 0\n\n{text}".encode(), now=NOW).status == 403

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"old 0\n",
            b"old x\n\n",
            b"old 01\n\nx",
            b"new 0\n\nx",
            b"old 0\n!\n\nx",
            b"\xff\n\n",
        ],
    )
    def test_what_is_no_request(self, log, body):
        assert witness.answer(body, now=NOW).status == 400

    def test_asks_anew_when_the_witness_has_seen_more(self, log):
        witness.trust(str(checkpoint.verifier()))
        witness.answer(witness.query(0, log), now=NOW)
        grow(10)
        asked = []

        def post(body: bytes) -> tuple[int, bytes]:
            asked.append(body.split(b"\n")[0])
            answer = witness.answer(body, now=NOW)
            return answer.status, answer.text.encode()

        key = str(witness.verifier(now=NOW))
        assert witness.ask(key, post, now=NOW).size == 31
        assert witness.ask(key, post, now=NOW).size == 31
        assert asked == [b"old 0", b"old 21"]

    @pytest.mark.parametrize(
        ("status", "body"), [(409, b"99\n"), (409, b"x"), (403, b"no"), (200, b"nonsense\n")]
    )
    def test_a_witness_that_will_not(self, log, status, body):
        key = str(witness.verifier(now=NOW))
        with pytest.raises(witness.Refused):
            witness.ask(key, lambda _: (status, body), now=NOW)

    def test_keeps_only_its_own_signature(self, log):
        key = str(witness.verifier(now=NOW))
        other = note.Verifier("w.example", note.COSIGNATURE, keys.verifier("x").public)
        line = note.cosigned(log.text.rpartition("\n\n")[0] + "\n", other, keys.signer(), 1)
        with pytest.raises(witness.Refused, match="not signed by"):
            witness.ask(key, lambda _: (200, f"{line}\n".encode()), now=NOW)

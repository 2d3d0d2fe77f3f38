"""What is destroyed by law is destroyed on the desk and among the measures too; who decided what stands."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps

from tilstede.cli.tests.conftest import Run
from tilstede.cli.tests.test_outbox import account, place
from tilstede.core.post import encode
from tilstede.jobs import call
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account, Grant, User
from tilstede.office.rights import Right
from tilstede.outbox import pump, tasks
from tilstede.outbox.drafting import deeds, files, judging, looking, releasing, sealing, writing
from tilstede.outbox.drafting import tasks as desk
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.deeds import Deed
from tilstede.outbox.drafting.files import Came
from tilstede.outbox.drafting.judging import Answers
from tilstede.outbox.drafting.looking import Said
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.moderating import appeals, measures
from tilstede.outbox.moderating import tasks as moderation
from tilstede.outbox.moderating.measures import Measure
from tilstede.outbox.moderating.models import Appeal, Decision
from tilstede.outbox.moderating.tests.conftest import adopt, post_of_a_citizen
from tilstede.outbox.tests.conftest import place as server
from tilstede.outbox.tests.conftest import sample
from tilstede.posts import read
from tilstede.record import read as record

__all__ = ["account", "place", "sample", "server"]

GROUND = ("--ground", "personopplysningsloven", "--reason", "Namn", "--yes")
#: What nobody may read anywhere afterwards.
SECRET = "Løynlegsen"
LABELS = ("outbox", "drafting", "moderating")


def person(name: str, right: Right) -> User:
    user = User.objects.create_user(f"{name}@fjordvik.example", name=name)
    Grant.objects.create(user=user, right=right)
    return user


def held() -> Iterator[str]:
    """Everything that the outbox and the record still have, as text."""
    for label in LABELS:
        for model in apps.get_app_config(label).get_models():
            for row in model._default_manager.values():
                yield repr({name: _text(value) for name, value in row.items()})
    for event in record.events():
        for payload in record.payloads(event.number).values():
            yield payload.content.decode("utf-8", "replace")


def _text(value: Any) -> Any:
    return (
        bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview | bytes) else value
    )


def destroy(number: int | None, run: Run) -> None:
    """By law; and then the worker comes round, twice."""
    done = run("record", "destroy", str(number), *GROUND)
    assert done.exit_code == 0, done.output
    assert any(SECRET in text for text in held())
    for _round in range(2):
        tasks.forget_destroyed.call()
        desk.forget_destroyed.call()
        moderation.forget.call()
    assert [text for text in held() if SECRET in text] == []
    assert run("record", "check").exit_code == 0


def payloads(kind: str) -> list[tuple[list[str], dict[str, Any]]]:
    """Of each event of that kind: the roles that are held, and what it is about."""
    found = []
    for event in record.events(kinds=(kind,)):
        about = json.loads(record.payload(event.number, "about") or b"{}")
        found.append((sorted(record.payloads(event.number)), about))
    return found


def drafted(account: Account, tmp_path: Path) -> Manuscript:
    """With two wordings, a large file and a small one, judged, asked about and let out."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    kari, ola = person("kari", Right.COMMUNICATOR), person("ola", Right.APPROVER)
    made = writing.begin(author=kari, now=now, accounts=[account])
    taken = []
    for name, size in (("liten.mp3", 1_000), ("stor.mp3", 400_000)):
        came = tmp_path / name
        came.write_bytes(b"ID3\x03\0\0\0\0\0\0" + SECRET.encode() * (size // len(SECRET)))
        row = files.keep(
            made,
            files.Taken("audio/mpeg", came.read_bytes()),
            name=Came(came, name).name,
            by=kari.email,
            now=now,
        )
        files.on_disk(row)  # as when it was looked at
        taken.append(Item(file=row.key, alt=SECRET))
    for number, media in ((1, tuple(taken)), (2, ())):
        content = Content(parts=(f"{SECRET} nr. {number}",), media=media)
        writing.save(made.key, content, base=number, author=kari, now=now)
    made.refresh_from_db()
    answers = Answers(seal=sealing.seal(made), harm="unsure", note=f"Er {SECRET} nemnd?")
    judging.judge(made, answers, by=kari, now=now)
    look = looking.ask(made, person=ola, by=kari, now=now)
    looking.answer(look, Said(yes=True, words=f"{SECRET} er greitt"), by=ola, now=now)
    releasing.release_now(made, by=kari, now=datetime.now(UTC))
    return made


def test_the_draft_goes_with_the_post(
    account: Account,
    run: Run,
    tmp_path: Path,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.DATA = tmp_path / "data"
    made = drafted(account, tmp_path)
    Worker().drain()
    (row,) = Delivery.objects.all()
    assert row.state == "confirmed", (row.state, row.why, row.detail)
    kept = [
        path
        for path in settings.DATA.rglob("*")
        if path.is_file() and path.parent.name == "manuscripts"
    ]
    assert len(kept) == 2, "the large file, and the small one as it was looked at"
    with django_capture_on_commit_callbacks(execute=True):
        destroy(read.by_alias(row.aliases[0]), run)
    assert [path for path in kept if path.exists()] == []
    made.refresh_from_db()
    assert (made.destroyed, made.state) == (True, Manuscript.State.HANDED)
    assert [roles for roles, _about in payloads("judged")] == [["about"]]
    ((roles, about),) = payloads("looked")
    assert (roles, about["answer"], about["by"]) == (["about"], "yes", "ola@fjordvik.example")


def test_a_draft_that_went_nowhere_can_be_destroyed(account: Account, run: Run) -> None:
    now, kari = datetime.now(UTC), person("kari", Right.COMMUNICATOR)
    content = Content(parts=(f"{SECRET} vart sjuk",))
    made = writing.begin(author=kari, now=now, content=content, accounts=[account])
    answers = Answers(seal=sealing.seal(made), harm="some", note=f"Er {SECRET} nemnd?")
    judging.judge(made, answers, by=kari, now=now)
    law = ("--ground", "personopplysningsloven", "--reason", "Namn", "--yes")
    assert "There is no such draft" in run("outbox", "destroy-draft", "nei", *law).output
    done = run("outbox", "destroy-draft", made.key, *law)
    assert done.exit_code == 0, done.output
    assert [text for text in held() if SECRET in text] == []
    assert [roles for roles, _about in payloads("judged")] == [["about"]]
    made.refresh_from_db()
    assert (made.destroyed, made.state) == (True, Manuscript.State.DROPPED)
    Manuscript.objects.update(state=Manuscript.State.HANDED)
    assert "destroy the post itself" in run("outbox", "destroy-draft", made.key, *law).output


def test_why_something_was_boosted_goes_with_it(account: Account, run: Run) -> None:
    number, kari = heard(), person("kari", Right.COMMUNICATOR)
    now = datetime.now(UTC)
    made = deeds.begin(
        Deed(kind=Act.Kind.BOOST, about=number, accounts=[account]), author=kari, now=now
    )
    answers = Answers(seal=sealing.seal(made), harm="none", note=f"{SECRET} har rett")
    judging.judge(made, answers, by=kari, now=now)
    releasing.release_now(made, by=kari, now=now)
    Worker().drain()
    destroy(number, run)
    assert [roles for roles, _about in payloads("judged")] == [["about"]]


def heard() -> int:
    """What a citizen wrote; its number."""
    post = post_of_a_citizen(901)
    raw = base64.b64encode(b"{}").decode()
    call.enqueue(pump.TAKE, "sample", "fjordvik", raw, "application/json", encode(post).decode())
    Worker().drain()
    number = read.by_alias(post.aliases[0])
    assert number is not None
    return number


def test_why_it_was_hidden_goes_with_what_was_written(account: Account, run: Run) -> None:
    now = datetime.now(UTC)
    adopt(now)
    number = heard()
    measure = Measure(
        kind="hide", post=number, account=account, rule=1, reason=f"{SECRET} vart truga"
    )
    decision = measures.take(measure, by="kari@fjordvik.example", now=now)
    Worker().drain()
    assert Act.objects.get().state == "sent"
    row = appeals.receive({"what": decision.reference}, now=now)
    told = {"verdict": Appeal.Verdict.STANDS, "answer": f"{SECRET} vart truga"}
    appeals.decide(row, **told, by="ola@fjordvik.example", now=now)
    destroy(number, run)
    assert Decision.objects.get().rule.number == 1
    assert Appeal.objects.get().verdict == Appeal.Verdict.STANDS
    ((roles, about),) = payloads("moderated")
    assert (roles, about["act"], about["rule"]) == (["about"], "hide", "1.1")
    assert [(roles, about["verdict"]) for roles, about in payloads("reviewed")] == [
        (["about"], "stands")
    ]

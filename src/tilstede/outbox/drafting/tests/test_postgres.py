"""The same on PostgreSQL: judged, asked, answered, let out; and a try-out with its verdict."""

from __future__ import annotations

from datetime import date

import pytest

from tilstede.office.models import Account
from tilstede.outbox.drafting import looking, releasing, rightful, trying, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.looking import NotTaken, Said
from tilstede.outbox.drafting.releasing import Released
from tilstede.outbox.drafting.tests.staff import LATER, judge, person, waiting_for
from tilstede.outbox.drafting.trying import Trial
from tilstede.outbox.tests.conftest import MORNING

pytestmark = pytest.mark.server


def test_a_second_person_lets_a_draft_out(postgres_db: None) -> None:
    kari, ola = person("Kari", "writer"), person("Ola", "approver")
    account = Account.objects.create(network="linkedin", handle="company/x", address="linkedin:x")
    content = Content(parts=("Hei!",))
    made = writing.begin(author=kari, now=MORNING, content=content, accounts=[account])
    assert judge(made, kari).why == ["right"]
    assert rightful.colleagues(made) == [ola]
    look = looking.ask(made, person=None, by=kari, now=MORNING)
    assert waiting_for(ola) == [look]
    looking.answer(look, Said(yes=True), by=ola, now=LATER)
    with pytest.raises(NotTaken):
        looking.answer(look, Said(yes=True), by=ola, now=LATER)
    assert releasing.release(made, by=kari.email, now=LATER) is Released.HANDED


def test_a_try_out_is_begun_and_judged(postgres_db: None) -> None:
    trial = Trial(kind="service", name="Spør oss", hypothesis="Folk spør.", ends=date(2026, 12, 24))
    made = trying.begin(trial, by="kari", now=MORNING, today=date(2026, 11, 23))
    assert list(trying.due(today=date(2026, 12, 24))) == [made]
    trying.judge(made, outcome="keep", verdict="Dei gjorde det.", by="kari", now=LATER)
    assert not trying.running().exists()

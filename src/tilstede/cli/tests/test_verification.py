"""`tilstede setup check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import Result

from tilstede.core.account_address import parse
from tilstede.intake.verification.tests.places import body_site
from tilstede.office.models import Account, Body, Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.LOOPBACK = ["127.0.0.1:*"]
    with body_site("https://x.com/fjordvik") as url:
        body = Body.objects.create(key="fjordvik", name_nb="Fjordvik", url=url)
        for url in ("https://x.com/fjordvik", "https://www.instagram.com/fjordvik"):
            told = parse(url)
            Account.objects.create(
                url=url, address=url, network=told.network, handle=told.handle, body=body
            )
        yield url


Run = Callable[..., Result]


def test_it_says_how_certain_each_account_is(run: Run, site: str) -> None:
    said = run("setup", "check").output
    assert "X fjordvik: linked from the body's own site, in order" in said
    assert "fjordvik: claimed, in order" in said
    assert Finding.objects.count() == 2
    assert run("setup", "check").output == "No account is due.\n"
    assert run("setup", "check", "--all").output.count("\n") == 2


@pytest.mark.parametrize("name", ["https://twitter.com/Fjordvik", "https://x.com/fjordvik"])
def test_an_account_is_named_as_people_name_it(run: Run, site: str, name: str) -> None:
    assert run("setup", "check", name).output.startswith("X fjordvik: linked")
    assert Finding.objects.count() == 1


def test_one_that_is_not_there(run: Run, site: str) -> None:
    answer = run("setup", "check", "@ukjend@nett.example")
    assert answer.exit_code == 1
    assert "is no account of the directory" in answer.output

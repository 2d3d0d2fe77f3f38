"""The API over real HTTP, against the demo: what its description promises, and what its page shows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from playwright.sync_api import Browser
from schemathesis.schemas import APIOperation

from tests.journeys.axe import violations
from tests.journeys.site import Site
from tests.servers import absence

pytestmark = pytest.mark.slow
DOCS = Path(__file__).parents[2] / "docs" / "api.md"
#: As a reader of the docs has it.
USUAL = "http://127.0.0.1:8000"
#: What a search or a date may be cannot be said by a schema, so values that fit it may be refused.
LEFT_OUT = "positive_data_acceptance"


@pytest.fixture(scope="module")
def described(site: Site) -> Any:
    """The operations of the API, as its description tells them."""
    return schemathesis.openapi.from_url(f"{site.url}/api/v1/openapi.json")


def test_whatever_is_asked_the_answer_is_as_described(site: Site, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("schemathesis")
    options = "--seed 20261122 --max-examples 15 --phases examples,coverage,fuzzing --no-color"
    options += f" --exclude-checks {LEFT_OUT} --continue-on-failure"
    done = subprocess.run(
        [command, "run", f"{site.url}/api/v1/openapi.json", *options.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    tried = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert tried
    assert tried[1] == tried[2]
    assert int(tried[1]) > 500


PARTS = ("/posts/{id}", "/posts/{id}/versions", "/posts/{id}/thread", "/posts/{id}/proof")


def test_what_there_is_is_as_described(site: Site, described: Any) -> None:
    kinds = ("is:edited", "is:withdrawn", "is:reply", "is:repost", "has:image", "has:poll")
    found = {site.number(kind) for kind in kinds}
    for number in found:
        for path in PARTS:
            call(described[path]["GET"], path_parameters={"id": number})
    for number in (1, 2, 3):
        call(described["/accounts/{id}"]["GET"], path_parameters={"id": number})
        call(described["/accounts/{id}/posts"]["GET"], path_parameters={"id": number})
    call(described["/posts"]["GET"], query={"limit": 100})


def call(operation: APIOperation, **told: Any) -> None:
    """It is there, and as described."""
    answer = operation.Case(**told).call_and_validate()
    assert answer.status_code == 200


def test_every_post_is_met_once_page_by_page(site: Site) -> None:
    with httpx.Client() as client:
        met, address = [], f"{site.url}/api/v1/posts?limit=100"
        while address:
            answer = client.get(address)
            met += [post["id"] for post in answer.json()["posts"]]
            address = answer.links.get("next", {}).get("url", "")
            assert answer.json()["next"] == (address or None)
        assert len(met) == len(set(met)) > 250
        assert sum(share["hits"] for share in facets(client, site)["networks"]) == len(met)


def facets(client: httpx.Client, site: Site) -> Any:
    return client.get(f"{site.url}/api/v1/facets").json()


def test_nothing_new_is_told_in_few_bytes_packed_or_not(site: Site) -> None:
    for packing in ("gzip", "identity"):
        headers = {"Accept-Encoding": packing}
        first = httpx.get(f"{site.url}/api/v1/posts", headers=headers)
        headers["If-None-Match"] = first.headers["ETag"]
        again = httpx.get(f"{site.url}/api/v1/posts", headers=headers)
        assert (again.status_code, again.content) == (304, b"")


def examples() -> list[list[str]]:
    """Every curl line of the docs, as words."""
    blocks = re.findall(r"```sh\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True) for line in lines if line.startswith("curl ")]


@pytest.mark.parametrize("words", examples(), ids=" ".join)
def test_every_example_of_the_docs_runs(site: Site, tmp_path: Path, words: list[str]) -> None:
    if shutil.which("curl") is None:
        absence.end("curl is missing; on Debian: apt-get install curl")
    here = [word.replace(USUAL, site.url) for word in words]
    assert any(site.url in word for word in here)
    done = subprocess.run([*here, "--silent", "--show-error", "--write-out", "\n%{http_code}"],
                          cwd=tmp_path, capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    wanted = {"304"} if "If-None-Match" in " ".join(here) else {"200", "204"}
    assert done.stdout.split()[-1].decode() in wanted


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_for_people(browser: Browser, site: Site, scheme: Any, width: int) -> None:
    context = browser.new_context(
        locale="nn-NO", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(f"{site.url}/api/")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text() == "Les det med eit program"
    assert page.evaluate("document.scripts.length") == 0
    context.close()

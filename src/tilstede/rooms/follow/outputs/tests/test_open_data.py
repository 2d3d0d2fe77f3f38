from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client

from tilstede.formats.tables import comma
from tilstede.intake import decisions
from tilstede.intake.tests import scene
from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account
from tilstede.posts import hidden
from tilstede.posts.models import Author, Post
from tilstede.rooms.follow.outputs.open_data import months, tasks
from tilstede.rooms.follow.outputs.open_data.columns import COLUMNS

NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
TEXTS = [column.name for column in COLUMNS if column.kind == "text"]

pytestmark = pytest.mark.usefixtures("life")


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def table(client: Client, month: str) -> list[dict[str, str]]:
    answer = client.get(f"/data/{month}.csv.gz")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/gzip"
    text = gzip.decompress(b"".join(answer.streaming_content)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def all_rows(client: Client) -> dict[int, dict[str, str]]:
    return {int(row["id"]): row for month in months.months() for row in table(client, month)}


def look() -> int:
    """Let the worker do what is due; how many months were made."""
    tasks.look.call()
    made = Job.objects.filter(task=tasks.make.module_path).count()
    Worker().drain()
    return made


def statuses(client: Client) -> dict[str, int]:
    """How each month's table is answered."""
    found = {}
    for made in months.made():
        answer = client.head(f"/data/{made.month}.parquet")
        found[made.month] = answer.status_code
        answer.close()
    return found


def forget_when() -> None:
    (months.folder() / "looked").unlink()


def test_every_public_post_is_in_one_table_and_no_other_is(client: Client) -> None:
    look()
    rows = all_rows(client)
    assert rows.keys() == set(Post.objects.filter(public=True).values_list("number", flat=True))
    assert scene.number(12) not in rows
    assert sum(made.posts for made in months.made()) == len(rows)


def test_a_row_says_what_the_page_says(client: Client) -> None:
    scene.take(scene.seen(40, "=HYPERLINK(1)", title="'@x", tags=("ferje", "veg")))
    look()
    rows = all_rows(client)
    row = rows[scene.number(40)]
    assert (row["text"], row["title"]) == ("'=HYPERLINK(1)", "''@x")
    assert comma.unsafe(row["title"]) == "'@x"
    assert json.loads(row["tags"]) == ["ferje", "veg"]
    assert row["account_id"] == scene.TOWN.id
    assert json.loads(row["bodies"]) == ["town"]
    withdrawn = rows[scene.number(5)]
    assert (withdrawn["state"], withdrawn["text"]) == ("withdrawn", "")
    assert withdrawn["withdrawn"] == (NOW - timedelta(days=40)).strftime("%Y-%m-%dT%H:%M:%SZ")
    mayor = rows[scene.number(10)]
    assert json.loads(mayor["roles"]) == ["mayor"]
    assert json.loads(mayor["people"]) == ["amund"]
    assert json.loads(rows[scene.number(6)]["poll"]) == ["Fjordtun", "Solvang", "Brekka"]
    assert json.loads(rows[scene.number(4)]["alt"]) == ["", "Kort film frå opninga"]


def test_parquet_and_csv_say_the_same(client: Client, tmp_path: Path) -> None:
    look()
    for month in months.months():
        found = months.file_of(month, "parquet")
        assert found
        names = ", ".join(f'"{name}"' for name in ["id", *TEXTS])
        held = duckdb.sql(f"SELECT {names} FROM read_parquet(?)", params=[str(found[0])]).fetchall()
        written = [
            (int(row["id"]), *[comma.unsafe(row[name]) for name in TEXTS])
            for row in table(client, month)
        ]
        assert held == written
        csv_, _made = months.file_of(month, "csv.gz") or (None, None)
        [(count,)] = duckdb.sql("SELECT count(*) FROM read_csv(?)", params=[str(csv_)]).fetchall()
        assert count == len(written)


def test_nothing_is_made_again_while_nothing_changed(client: Client) -> None:
    assert look() == len(list(months.months()))
    before = {path: path.stat().st_mtime_ns for path in months.folder().iterdir()}
    forget_when()
    assert look() == 0
    assert {path.name for path in before} == {path.name for path in months.folder().iterdir()}


def test_what_is_taken_from_the_public_leaves_its_table_at_once(client: Client) -> None:
    look()
    number = scene.number(1)
    assert number in all_rows(client)
    scene.decide("withheld", number)
    assert look() == 1
    assert number not in all_rows(client)
    scene.withdraw(2)
    assert look() == 1
    assert all_rows(client)[scene.number(2)]["text"] == ""


def test_a_table_is_kept_back_from_the_decision_until_it_is_made_again(client: Client) -> None:
    look()
    [month] = months.of_posts([scene.number(1)])
    scene.decide("withheld", scene.number(1))
    for ending in months.FORMATS:
        answer = client.get(f"/data/{month}.{ending}")
        assert (answer.status_code, answer["Retry-After"]) == (503, "900")
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode().endswith(".\n")
    others = set(months.months()) - {month}
    assert others
    assert {statuses(client)[other] for other in others} == {200}
    tasks.look.call()
    assert statuses(client)[month] == 503, "the worker has looked, but not made it"
    tasks.look.call()
    assert statuses(client)[month] == 503, "nor at the look after"
    Worker().drain()
    assert set(statuses(client).values()) == {200}


def test_a_decision_that_changes_no_table_keeps_it_back_until_the_next_look(client: Client) -> None:
    look()
    before = {made.month: made.of for made in months.made()}
    scene.decide("withheld", scene.number(1))
    scene.decide("released", scene.number(1))
    assert 503 in statuses(client).values()
    assert look() == 0
    assert set(statuses(client).values()) == {200}
    assert {made.month: made.of for made in months.made()} == before


def test_after_a_destruction_every_table_waits_for_the_look(client: Client) -> None:
    look()
    one = [scene.number(1)]
    decisions.destroy(one, reason="Feil", ground="arkivlova § 13", by="kari", now=NOW)
    assert set(statuses(client).values()) == {503}
    look()
    assert set(statuses(client).values()) == {200}


def test_a_hidden_author_s_tables_are_kept_back(client: Client) -> None:
    look()
    author = Author.objects.get(native_id=scene.TOWN.id)
    theirs = {made.month for made in months.made() if author.id in made.authors}
    assert theirs
    Account.objects.filter(native_id=scene.TOWN.id).update(show=False)
    hidden.refresh()
    assert {month for month, status in statuses(client).items() if status == 503} == theirs
    forget_when()
    look()
    assert set(statuses(client).values()) == {200}


def test_a_new_post_waits_for_the_next_day(client: Client) -> None:
    look()
    scene.take(scene.seen(41, "Nytt"))
    assert look() == 0
    forget_when()
    assert look() == 1


def test_a_hidden_account_leaves_every_table(client: Client) -> None:
    look()
    Account.objects.filter(native_id=scene.TOWN.id).update(show=False)
    hidden.refresh()
    forget_when()
    look()
    author = Author.objects.get(native_id=scene.TOWN.id)
    rows = all_rows(client)
    assert rows
    assert not [row for row in rows.values() if int(row["account"]) == author.id]


def test_a_month_without_posts_any_more_is_gone(client: Client) -> None:
    look()
    [first, *_] = list(months.months())
    Post.objects.filter(public=True).update(public=False)
    forget_when()
    look()
    assert months.made() == []
    assert client.get(f"/data/{first}.csv.gz").status_code == 404
    assert [path.name for path in months.folder().iterdir()] == ["looked"]


def test_a_table_is_sent_once_and_asked_for_by_its_tag(client: Client) -> None:
    look()
    [month, *_] = list(months.months())
    for ending in months.FORMATS:
        answer = client.get(f"/data/{month}.{ending}")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        again = client.get(f"/data/{month}.{ending}", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
        answer.close()
    assert client.get("/data/1066-10.parquet").status_code == 404
    assert client.get("/data/2026-13.csv.gz").status_code == 404
    assert client.get("/data/..%2f2026-11.csv.gz").status_code == 404


def test_the_page_has_every_month_and_column(client: Client) -> None:
    assert "No table has been made yet" in client.get("/en/data/").content.decode()
    look()
    html = client.get("/en/data/").content.decode()
    for made in months.made():
        assert f'href="/data/{made.month}.csv.gz"' in html
        assert f'href="/data/{made.month}.parquet"' in html
    for column in COLUMNS:
        assert f"<code>{column.name}</code>" in html


def test_made_again_from_the_same_a_table_is_the_same(client: Client) -> None:
    [month, *_] = list(months.months())
    first, second = (months.make(month, now=NOW + timedelta(days=day)) for day in (0, 1))
    assert first
    assert second
    assert first.files["csv.gz"] == second.files["csv.gz"]


def test_the_terms_are_told_on_the_page_and_in_the_tables(client: Client, settings: Any) -> None:
    assert "has not chosen a licence" in client.get("/en/data/").content.decode()
    look()
    made = months.made()[0]
    answer = client.get(f"/data/{made.month}.parquet")
    assert "Link" not in answer
    answer.close()
    settings.LICENCE = settings.LICENCE._replace(
        title="NLOD", url="https://data.norge.no/nlod/en/2.0"
    )
    assert months.due(made.month), "the table says so itself, and is made again the next day"
    months.make(made.month, now=NOW)
    page = client.get("/en/data/").content.decode()
    assert 'href="https://data.norge.no/nlod/en/2.0" rel="license noopener"' in page
    answer = client.get(f"/data/{made.month}.parquet")
    assert answer["Link"] == '<https://data.norge.no/nlod/en/2.0>; rel="license"'
    answer.close()
    found = months.file_of(made.month, "parquet")
    assert found
    told = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{found[0]}')").fetchall()
    assert dict(told)[b"license"] == b"https://data.norge.no/nlod/en/2.0"

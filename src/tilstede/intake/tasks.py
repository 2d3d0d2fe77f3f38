"""What the worker does for the pump in. Each task may run twice and still do its thing once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django_tasks import task

from tilstede.intake import own_pages, pictures, stamps, web, witnesses
from tilstede.intake.embeds import keep as embedded
from tilstede.jobs.rounds import Periodic
from tilstede.posts import languages
from tilstede.record import checkpoint


@task()
def fetch_picture(number: int, position: int, url: str) -> None:
    """Bring in a picture of a post, so that our pages never send a reader to a third party."""
    with web.client() as http:
        pictures.fetch(number, position, url, http=http, now=datetime.now(UTC))


@task()
def keep_page(number: int, url: str) -> None:
    """Keep a page of ours that a post links to, as it is now."""
    with web.client() as http:
        own_pages.keep(number, url, http=http, now=datetime.now(UTC))


@task()
def ask_about_link(number: int, url: str) -> None:
    """Keep what a provider of slides, films or pictures tells of a post's link."""
    with web.client() as http:
        embedded.keep(number, url, http=http, now=datetime.now(UTC))


@task()
def find_languages() -> None:
    """Look at the wordings that came since last."""
    languages.find()


@task()
def sign() -> None:
    """Sign the log, if it has grown."""
    checkpoint.make(now=datetime.now(UTC))


class NotAttested(Exception):
    """Some of the others we ask to speak for our log did not answer; the job is tried again."""


@task()
def stamp() -> None:
    """Have the log time-stamped by every configured authority. :raises NotAttested: some could not."""
    _all_answered(stamps.stamp(now=datetime.now(UTC)).failed)


@task()
def ask_witnesses() -> None:
    """Have the log cosigned by every configured witness. :raises NotAttested: some would not."""
    _all_answered(witnesses.ask_all(now=datetime.now(UTC)))


def _all_answered(failed: Mapping[str, str]) -> None:
    if failed:
        raise NotAttested("; ".join(failed.values()))


#: What the worker does again and again; reading the sources is in `capture.py`.
ROUNDS = (
    Periodic("tilstede.intake.capture.capture_due", timedelta(minutes=1)),
    Periodic("tilstede.intake.verification.checking.check_accounts", timedelta(minutes=1)),
    Periodic("tilstede.intake.following.settle_accounts", timedelta(days=1)),
    Periodic(find_languages.module_path, timedelta(minutes=1)),
    Periodic(sign.module_path, timedelta(hours=1)),
    Periodic(stamp.module_path, timedelta(hours=1)),
    Periodic(ask_witnesses.module_path, timedelta(hours=1)),
)

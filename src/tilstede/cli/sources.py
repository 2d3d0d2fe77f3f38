"""Sources on the command line: follow, sources, pause, resume, unfollow, capture."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.cli.progress import find_languages
from tilstede.intake import capture, sources, subscriptions
from tilstede.intake.models import Source
from tilstede.intake.words import state
from tilstede.web.context import site_name
from tilstede.web.words import network as network_name


@click.command(
    "follow",
    help=_(
        "Follow an account or a feed: paste its address from the browser, or name an OPML file."
    ),
)
@click.argument("address", metavar=_("ADDRESS"))
@click.option(
    "--login",
    is_flag=True,
    help=_(
        "Ask for an access token to read with (or take it from TILSTEDE_TOKEN); it is kept encrypted."
    ),
)
def follow_command(address: str, login: bool) -> None:
    ground.prepare()
    if _is_file(address):
        _follow_all(Path(address))
        return
    try:
        token = _token() if login else ""
        followed = sources.follow(address, by=ground.by(), now=datetime.now(UTC), token=token)
    except sources.NotFollowed as error:
        raise click.ClickException(ground.explained(str(error), error.detail)) from error
    source = followed.source
    click.echo(
        _followed(followed).format(
            title=source.title or source.handle,
            network=network_name(source.network),
            address=source.address,
        )
    )
    click.echo(_("Read it now with: tilstede capture"))


def _followed(done: sources.Followed) -> str:
    if done.new:
        return _("Now following {title} ({network}): {address}")
    if done.again:
        return _("Following again: {title} ({network}): {address}")
    return _("Already following {title} ({network}): {address}")


def _is_file(address: str) -> bool:
    """Whether a file is meant. :raises click.ClickException: one is, and it is no list of feeds."""
    path = Path(address)
    if path.is_file():
        if subscriptions.is_list(path):
            return True
        said = _(
            "{path} is no subscription list (OPML). An archive or a saved feed is taken in with: tilstede import"
        )
        raise click.ClickException(said.format(path=path))
    if "://" not in address and path.suffix.lower() == ".opml":
        raise click.ClickException(_("There is no file {path}.").format(path=path))
    return False


def _token() -> str:
    """Never an argument: those are seen by everyone on the machine."""
    given = os.environ.get("TILSTEDE_TOKEN", "")
    return given or str(click.prompt(_("Access token"), hide_input=True, err=True)).strip()


def _follow_all(path: Path) -> None:
    new = had = aside = 0
    try:
        for line in subscriptions.follow_all(path, by=ground.by(), now=lambda: datetime.now(UTC)):
            if line.followed is None:
                aside += 1
                click.echo(f"{line.title} {line.address}: {line.why}".strip())
            else:
                new += line.followed.new or line.followed.again
                had += not (line.followed.new or line.followed.again)
    except ValueError as error:
        said = _("{path} is broken and cannot be read as a subscription list (OPML).")
        raise click.ClickException(ground.explained(said.format(path=path), str(error))) from error
    said = _("read {read}, now follow {new}, already followed {had}, set aside {aside}")
    click.echo(said.format(read=new + had + aside, new=new, had=had, aside=aside))


@click.command("sources", help=_("What is followed, and its state."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object a line."))
@click.option(
    "--opml", "as_opml", is_flag=True, help=_("The feeds, as a subscription list (OPML).")
)
def sources_command(as_json: bool, as_opml: bool) -> None:
    ground.prepare()
    if as_opml:
        click.echo(subscriptions.write(site_name()).decode(), nl=False)
        return
    for source in Source.objects.order_by("id"):
        if as_json:
            click.echo(json.dumps(_fields(source), ensure_ascii=False))
        else:
            click.echo(_line(source))


@click.command("pause", help=_("Stop reading a source until someone resumes it."))
@click.argument("address", metavar=_("ADDRESS"))
@click.option("--why", default="", help=_("The reason, for colleagues and for the record."))
def pause_command(address: str, why: str) -> None:
    _change(
        address,
        lambda source, now: sources.pause(
            source, why="decided", detail=why, by=ground.by(), now=now
        ),
        _("It is not being read as it is; nothing is changed or recorded."),
    )


@click.command("resume", help=_("Read a paused or unfollowed source again."))
@click.argument("address", metavar=_("ADDRESS"))
def resume_command(address: str) -> None:
    _change(
        address,
        lambda source, now: sources.resume(source, by=ground.by(), now=now),
        _("It is followed already; nothing is changed or recorded."),
    )


@click.command("unfollow", help=_("Read a source no more; what was taken in stays."))
@click.argument("address", metavar=_("ADDRESS"))
def unfollow_command(address: str) -> None:
    _change(
        address,
        lambda source, now: sources.unfollow(source, by=ground.by(), now=now),
        _("It is unfollowed already; nothing is changed or recorded."),
    )


@click.command("capture", help=_("Read every source that is due, now."))
@click.option("--now", "at_once", is_flag=True, help=_("Do not wait for their turn."))
def capture_command(at_once: bool) -> None:
    ground.prepare()
    with _ended_in_order():
        visits = capture.capture(told=_tell, at_once=at_once)
    if not visits:
        click.echo(_("Nothing is due."))
    find_languages()
    if visits and all(visit.error for visit in visits):
        raise SystemExit(1)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Whoever ends us by SIGTERM is heard as Ctrl-C is: no source is suspected of having killed the process."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(visit: capture.Visit) -> None:
    name = visit.source.title or visit.source.address
    if visit.tally.read or not visit.error:
        click.echo(f"{name}: {visit.tally.line()}")
    if visit.error:
        click.echo(f"{name}: {ground.explained(visit.error, visit.detail)}", err=True)


def _change(address: str, act: Callable[[Source, datetime], bool], already: str) -> None:
    """``already``: what is said when there was nothing to do."""
    ground.prepare()
    try:
        source = sources.find(address)
        if not act(source, datetime.now(UTC)):
            click.echo(already)
    except sources.NotFollowed as error:
        raise click.ClickException(ground.explained(str(error), error.detail)) from error
    click.echo(_line(source))


def _line(source: Source) -> str:
    parts = [
        str(source.id),
        network_name(source.network),
        source.title,
        source.handle if source.network != "feeds" else source.address,
        source.get_state_display(),
    ]
    if source.last_success:
        parts.append(_("last read {time}").format(time=ground.shown(source.last_success)))
    if source.state == Source.State.FOLLOWED:
        parts.append(_("next {time}").format(time=ground.shown(source.next_try)))
    if source.why == "decided":  # the detail is a colleague's words
        parts.append(": ".join(filter(None, (state(source.why), source.detail))))
    elif source.why:
        parts.append(ground.explained(state(source.why), source.detail))
    return " · ".join(parts)


def _fields(source: Source) -> dict[str, object]:
    return {
        "id": source.id,
        "network": source.network,
        "address": source.address,
        "title": source.title,
        "handle": source.handle,
        "state": source.state,
        "why": source.why,
        "detail": source.detail,
        "last_success": source.last_success.isoformat() if source.last_success else None,
        "next_try": source.next_try.isoformat(),
        "failures": source.failures,
    }

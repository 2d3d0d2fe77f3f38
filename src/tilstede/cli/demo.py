"""`tilstede demo`: a fictional body to try everything on."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import click
from django.conf import settings
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.cli.imports import report, watcher
from tilstede.cli.progress import steps
from tilstede.cli.serve import demand_free, serve
from tilstede.intake.demo import load as demo
from tilstede.outbox.demo import desk


@click.command("demo", help=_("Load a fictional body, then serve it with a worker beside."))
@click.option("--load-only", is_flag=True, help=_("Load it and stop."))
def demo_command(load_only: bool) -> None:
    ground.prepare()
    try:
        if not demo.is_loaded():
            _load()
        if not desk.is_laid():
            desk.lay(now=datetime.now(UTC))
    except demo.NotEmpty as error:
        raise click.ClickException(
            _(
                "{folder} holds a record already, and the demo is never mixed into it."
                " Choose an empty folder with TILSTEDE_DATA."
            ).format(folder=settings.DATA)
        ) from error
    if not load_only:
        _run()


def _load() -> None:
    with steps(_("loading the demo")) as told:
        tally = demo.load(watcher(told))
    report(tally)


def _run() -> None:
    demand_free("127.0.0.1", settings.PORT)
    worker = subprocess.Popen([sys.executable, sys.argv[0], "work"])
    address = f"http://127.0.0.1:{settings.PORT}/"
    click.echo(_("tilstede is at {address}").format(address=address))
    for user in demo.body()["users"]:
        click.echo(_("sign in as {email} with the password {password}").format(**user))
    click.echo(_("Stop with Ctrl-C."))
    try:
        serve(address="127.0.0.1", port=settings.PORT)
    finally:
        worker.terminate()
        worker.wait()

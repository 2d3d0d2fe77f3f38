"""`tilstede serve` and `tilstede work`: the two processes of an installation."""

from __future__ import annotations

import click
from django.conf import settings
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces

from tilstede.cli import ground
from tilstede.intake.tasks import ROUNDS
from tilstede.jobs import worker


@click.command("serve", help=_("Serve the pages on 127.0.0.1:$PORT (8000)."))
@click.option(
    "--address", default="127.0.0.1", show_default=True, help=_("The address to listen on.")
)
@click.option("--port", type=int, default=None, help=_("The port; otherwise PORT, otherwise 8000."))
@click.option("--workers", type=int, default=1, show_default=True, help=_("How many processes."))
def serve_command(address: str, port: int | None, workers: int) -> None:
    ground.prepare()
    serve(address=address, port=port or settings.PORT, workers=workers)


def serve(*, address: str, port: int, workers: int = 1) -> None:
    """Serve until stopped."""
    Granian(
        "tilstede.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
        websockets=False,
    ).serve()


@click.command("work", help=_("Do the work that waits, and what comes, until stopped."))
def work_command() -> None:
    ground.prepare()
    worker.run(ROUNDS)

"""`tilstede serve` and `tilstede work`: the two processes of an installation."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import click
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces

from tilstede.cli import ground
from tilstede.intake import streams
from tilstede.intake.tasks import ROUNDS
from tilstede.jobs import worker
from tilstede.jobs.rounds import Periodic

PATIENCE = 2  #: seconds for requests under way when the server is stopped


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
    """Serve until stopped. :raises click.ClickException: the port is taken."""
    demand_free(address, port)
    Granian(
        "tilstede.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
        websockets=False,
        workers_kill_timeout=PATIENCE,
    ).serve()


def demand_free(address: str, port: int) -> None:
    """The server would share a port with another one without a word, and readers would meet now one, now the other."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            said = _("Cannot listen on {address}, port {port}: {why}. Choose another with PORT.")
            raise click.ClickException(
                said.format(address=address, port=port, why=error.strerror)
            ) from error


@click.command("work", help=_("Do the work that waits, and what comes, until stopped."))
def work_command() -> None:
    ground.prepare()
    with streams.kept_open():
        worker.run([*ROUNDS, *_rounds_of_rooms()])


def _rounds_of_rooms() -> Iterator[Periodic]:
    """What the rooms that are open have done again and again, as each says of itself."""
    for config in apps.get_app_configs():
        for task, every in getattr(config, "rounds", ()):
            yield Periodic(task, every)

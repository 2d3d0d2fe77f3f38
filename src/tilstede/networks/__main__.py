"""Try a network by hand, without a database::

    python -m tilstede.networks feeds https://fjordvik.example/feed.xml
    python -m tilstede.networks x archive.zip
    python -m tilstede.networks parse mastodon cases/reply.raw.json
    python -m tilstede.networks new lokalnett [FOLDER]

The first two print every item as a line of JSON; the third prints a case's post as its case file
holds it. The fourth makes the folder of a new network, in FOLDER as a package of its own.
Services on loopback are read when TILSTEDE_LOOPBACK names them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tilstede.core.post import encode
from tilstede.networks.kit import new, registry
from tilstede.networks.kit.contract import Item, Network, NetworkError, Seen, Source
from tilstede.networks.kit.http import Http

_UNKNOWN = """\
No network is called {name}. One of tilstede's own needs its line in kit/registry.py, a plug-in must be installed
(docs/new-network.md).
"""


def main(arguments: list[str]) -> int:
    """Run one of the four; 1 with a word on stderr when it cannot be done."""
    match arguments:
        case ["parse", name, file] if registry.exists(name):
            return _parsed(registry.get(name), Path(file))
        case ["new", name, *folder] if len(folder) <= 1:
            return _begun(name, Path(folder[0]) if folder else None)
        case [name, address] if registry.exists(name):
            return _tried(registry.get(name), address)
        case ["parse", name, _] | [name, _]:
            sys.stderr.write(_UNKNOWN.format(name=name))
            return 1
        case _:
            sys.stderr.write(__doc__ or "")
            return 2


def _begun(name: str, folder: Path | None) -> int:
    try:
        place = new.make(name, folder)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{place} is made. What to do next: docs/new-network.md\n")
    return 0


def _parsed(network: Network, path: Path) -> int:
    try:
        print_case(network, path)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{path}: {error}\n")
        return 1
    return 0


def print_case(network: Network, path: Path) -> None:
    """The post a case's raw item becomes. Imports late, since the suite needs the test packages."""
    from tilstede.networks.kit import conformance  # noqa: PLC0415

    sys.stdout.write(conformance.readable(conformance.Case(path).parse(network)))


def _tried(network: Network, address: str) -> int:
    try:
        path = Path(address)
        for item in _imported(network, path) if path.exists() else _fetched(network, address):
            sys.stdout.write(json.dumps(_line(item), ensure_ascii=False) + "\n")
    except (NetworkError, ValueError) as error:
        sys.stderr.write(f"{network.title}: {type(error).__name__}: {error}\n")
        return 1
    return 0


def _imported(network: Network, path: Path) -> Iterator[Item]:
    export = network.open_export(path)
    if export is None:
        raise ValueError(f"{path} is no export of {network.title}")
    try:
        yield from export.items()
    finally:
        export.close()


def _fetched(network: Network, address: str) -> Iterable[Item]:
    with Http(os.environ.get("TILSTEDE_LOOPBACK", "").split()) as http:
        found = network.recognise(address, http)
        if found is None:
            raise ValueError(f"{address} is not of {network.title}")
        source = Source(network=network.name, address=found.address, account_id=found.author.id)
        for batch in network.fetch(source, http, datetime.now(UTC)):
            yield from batch.items


def _line(item: Item) -> dict[str, Any]:
    if isinstance(item, Seen):
        return {"seen": json.loads(encode(item.post)), "bytes": len(item.raw), "where": item.where}
    fields = {name: getattr(item, name) for name in type(item).__slots__}
    return {type(item).__name__.lower(): {name: str(value) for name, value in fields.items()}}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

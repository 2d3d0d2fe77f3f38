"""snac, a small real fediverse server (ActivityPub and the Mastodon API), from Debian's package.

The package is unpacked beside the checkout's other test material; nothing is installed on the machine.
Version 2.96 or newer is needed: older ones cannot delete a status over the API.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from .program import Absent, free_port, wait_for_port

SUITE = "trixie-backports"
OLDEST = (2, 96)


def binary(testbed: Path) -> Path:
    """Where the program lies once installed."""
    return testbed / "snac" / "usr" / "bin" / "snac"


def install(testbed: Path) -> Path:
    """The program, fetched from the machine's own Debian sources at need. :raises Absent: it cannot be had."""
    program = binary(testbed)
    if not program.exists():
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise Absent(
                "snac is missing: it comes as a Debian package, and this is no Debian machine"
            )
        _unpack(testbed)
    if version(program) < OLDEST:
        raise Absent(f"snac is older than {OLDEST}: remove {program.parents[2]} and try again")
    return program


def version(program: Path) -> tuple[int, int]:
    """As its banner says. :raises Absent: it does not start."""
    shown = subprocess.run([program], capture_output=True, text=True, check=False)
    match = re.search(r"snac/?\s*(\d+)\.(\d+)", shown.stdout + shown.stderr)
    if match is None:
        raise Absent(
            f"snac does not start (Debian packages libcurl4, libssl3): {shown.stderr.strip()}"
        )
    return int(match[1]), int(match[2])


@contextmanager
def node(program: Path, folder: Path, user: str) -> Iterator[tuple[str, str]]:
    """A running node with one user: its address, and the user's password."""
    port = free_port()
    answers = f"127.0.0.1\n{port}\nlocalhost:{port}\n\n\n"
    subprocess.run(
        [program, "init", folder], input=answers, text=True, check=True, capture_output=True
    )
    settings = folder / "server.json"
    plain = {
        "protocol": "http",
        "disable_sandbox": True,
        "queue_retry_minutes": 1,
        "num_threads": 48,  # each connection that is kept open holds one
    }
    settings.write_text(json.dumps(json.loads(settings.read_text()) | plain))
    added = subprocess.run(
        [program, "adduser", folder, user], text=True, check=True, capture_output=True
    )
    told = re.search(r"User password is (\S+)", added.stdout + added.stderr)
    assert told, "snac made no password"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "httpd", folder], stdout=log, stderr=log)
    try:
        wait_for_port(port)
        yield f"http://localhost:{port}", told[1]
    finally:
        process.kill()  # it would wait for its threads, and nothing of it is kept
        process.wait(timeout=20)


def _unpack(testbed: Path) -> None:
    work = testbed / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    (work / "snac.sources").write_text(_source())
    options = {
        "Dir::Etc::sourcelist": work / "snac.sources",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": work / "lists",
        "Dir::Cache": work / "cache",
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in options.items())]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "download", "snac2"], check=True, cwd=work)
    package = max(work.glob("snac2_*.deb"))
    subprocess.run(["dpkg-deb", "-x", package, testbed / "snac"], check=True)
    shutil.rmtree(work)


def _source() -> str:
    """The machine's own Debian archive, asked for another suite."""
    release = re.search(
        r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(), re.MULTILINE
    )
    for source in _sources():
        if release and release[1] in source.suites and "main" in source.components:
            signed = f"Signed-By: {source.signed_by}\n" if source.signed_by else ""
            return f"Types: deb\nURIs: {source.uri}\nSuites: {SUITE}\nComponents: main\n{signed}"
    raise Absent("snac is missing: the machine's package sources name no Debian archive")


class _Source(NamedTuple):
    uri: str
    suites: list[str]
    components: list[str]
    signed_by: str


def _sources() -> Iterator[_Source]:
    """Every package source, in both of the forms that apt reads (sources.list(5))."""
    etc = Path("/etc/apt")
    for path in sorted(etc.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            field = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", stanza, re.MULTILINE))
            words = [field.get(name, "").split() for name in ("URIs", "Suites", "Components")]
            if all(words):
                yield _Source(words[0][0], words[1], words[2], field.get("Signed-By", ""))
    for path in (etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))):
        lines = path.read_text() if path.exists() else ""
        for options, uri, suite, parts in re.findall(
            r"^deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+(.*)$", lines, re.MULTILINE
        ):
            signed = re.search(r"signed-by=(\S+)", options)
            yield _Source(uri, [suite], parts.split(), signed[1] if signed else "")

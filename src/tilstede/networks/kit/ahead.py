"""A takeout read and translated in a process of its own, while the one that asked writes the batch before.

`Reader` starts `python -m tilstede.networks.kit.ahead PATH` and speaks with it through pipes: messages of
`wire.py`, each behind its length in four bytes; the other way, the number of an attachment
whose file is wanted, or that one more batch is. The first message says what the takeout is.
"""

from __future__ import annotations

import gc
import itertools
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tilstede.networks.kit import registry, wire
from tilstede.networks.kit.contract import Attachment, Export, Item
from tilstede.networks.kit.prepared import Prepared

BATCH = 1_000
BATCH_BYTES = 32 << 20
#: A batch makes tens of thousands of short-lived objects, none of them in circles: looking for circles less
#: often saves a tenth of the time.
PATIENCE = (50_000, 20, 20)
_AHEAD = 4  #: batches that may wait for the writer
_FEW, _FEW_BYTES = 50, 1 << 20  #: translated after each other, then packed after each other
_HEAD = struct.Struct(">I")
_MORE = 2**32 - 1  #: in place of an attachment's number: one more batch is wanted
_PIPE = 1 << 20  #: bytes on their way; most of a batch


class Broken(ValueError):
    """The reading stopped too soon; ``reason`` is one of REASONS."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


class Reader:
    """What a takeout is, and its batches, each with bytes read and bytes in all; a context manager.

    The reading begins when it is made, and stops by itself when whoever made it ends. No thread waits for it here:
    that one would take turns with the writer for every piece that a pipe holds.
    """

    def __init__(self, path: Path) -> None:
        words = [sys.executable, "-m", "tilstede.networks.kit.ahead", str(path)]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pipesize=_PIPE
        )
        self._waiting: deque[wire.Message] = deque()  #: what came before a file that was asked for

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(
                    BrokenPipeError
                ):  # something was still to be asked of one who is gone
                    pipe.close()

    def head(self) -> wire.Head:
        """What it is; ask before the batches. :raises Broken: it is no takeout, or cannot be read."""
        message = self._next()
        assert isinstance(message, wire.Head), "the first message"
        return message

    def batches(self) -> Iterator[tuple[list[Item | Prepared], int, int]]:
        """:raises Broken: the takeout could not be read to its end."""
        while isinstance(message := self._next(), wire.Batch):
            self._ask(_MORE)
            yield wire.unpack(message.items, self._fetch), message.done, message.total

    def _next(self) -> wire.Message:
        message = self._waiting.popleft() if self._waiting else self._receive()
        if isinstance(message, wire.End) and message.reason:
            raise Broken(message.reason, message.error)
        return message

    def _fetch(self, number: int) -> Path:
        self._ask(number)
        while not isinstance(message := self._receive(), wire.File):
            self._waiting.append(message)
        if message.error:
            raise Broken("unreadable-member", message.error)
        return Path(message.path)

    def _ask(self, number: int) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(_HEAD.pack(number))
            self._process.stdin.flush()
        except BrokenPipeError:
            return  # the other side is gone; `_receive` says so to whoever waits

    def _receive(self) -> wire.Message:
        assert self._process.stdout is not None
        message = _receive(self._process.stdout)
        if message is None:
            raise Broken("unreadable-member", "the process that reads the takeout ended")
        return message


def _receive(pipe: IO[bytes]) -> wire.Message | None:
    """The next message; None when the other side is gone, be it in the middle of one."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    data = pipe.read(size)
    return wire.decoder.decode(data) if len(data) == size else None


class _Side:
    """The other side: reads the takeout, and hands over files when asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._attachments: dict[
            int, Attachment
        ] = {}  #: let go when their batch is written, with their files
        self._numbers = itertools.count()
        self._begins: deque[int] = (
            deque()
        )  #: the first attachment's number of each batch not yet written
        self._reading = threading.Lock()  # an archive is read by one thread at a time
        self._ready: queue.SimpleQueue[bytes] = (
            queue.SimpleQueue()
        )  # it is read on while one is sent
        self._wanted = threading.Semaphore(_AHEAD)
        self._asked = 0

    def run(self) -> None:
        """Read to the end, then hand over files until the writer is done."""
        server = threading.Thread(target=self._listen, daemon=True)
        server.start()
        threading.Thread(target=self._deliver, daemon=True).start()
        with ExitStack() as closing:
            try:
                export = registry.open_export(self._path)
                if export is None:
                    self._send(wire.End("unknown-format"))
                else:
                    closing.callback(export.close)
                    self._pour(export)
            except (ValueError, OSError) as error:
                reason = getattr(error, "reason", "unreadable-member")
                self._send(wire.End(reason, str(error) or type(error).__name__))
            server.join()

    def _pour(self, export: Export) -> None:
        account = export.account.id if export.account else ""
        self._send(wire.Head(export.network, export.title, account))
        items = export.items()
        while batch := self._next(items):
            self._wanted.acquire()
            self._send(wire.Batch(batch, *export.progress()))
        self._send(wire.End())

    def _next(self, items: Iterator[Item]) -> list[wire.Wired]:
        batch: list[wire.Wired] = []
        size = 0
        begin = next(self._numbers)
        while len(batch) < BATCH and size < BATCH_BYTES:
            some, weight = self._some(items)
            if not some:
                break
            batch += [wire.pack(item, self._attach) for item in some]
            size += weight
        self._begins.append(begin)
        return batch

    def _some(self, items: Iterator[Item]) -> tuple[list[Item], int]:
        """A few more, and how many bytes they were. What is done to many after each other is done sooner: what it takes
        stays in the processor's cache."""
        some: list[Item] = []
        size = 0
        with self._reading:
            for item in items:
                some.append(item)
                size += len(getattr(item, "raw", b""))
                if len(some) == _FEW or size > _FEW_BYTES:
                    break
        return some, size

    def _attach(self, attachment: Attachment) -> int:
        number = next(self._numbers)
        self._attachments[number] = attachment
        return number

    def _let_go(self) -> None:
        """A batch is asked for, so the one before the last that was sent is written."""
        self._begins.popleft()
        for number in [number for number in list(self._attachments) if number < self._begins[0]]:
            del self._attachments[number]

    def _listen(self) -> None:
        while head := sys.stdin.buffer.read(_HEAD.size):
            (number,) = _HEAD.unpack(head)
            if number == _MORE:
                self._wanted.release()
                self._asked += 1
                if self._asked > 1:
                    self._let_go()
                continue
            try:
                with self._reading:
                    self._send(wire.File(str(self._attachments[number].path)))
            except (KeyError, ValueError, OSError) as error:  # KeyError: asked for after its batch
                self._send(wire.File("", str(error) or type(error).__name__))
        self._wanted.release()  # the writer is gone: the next batch meets a broken pipe, which ends this

    def _send(self, message: wire.Message) -> None:
        self._ready.put(wire.encoder.encode(message))

    def _deliver(self) -> None:
        while True:
            data = self._ready.get()
            sys.stdout.buffer.write(_HEAD.pack(len(data)))
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    gc.freeze()
    gc.set_threshold(*PATIENCE)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # the writer is gone: nobody wants the rest
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the writer, who then ends this
    _Side(Path(sys.argv[1])).run()

"""Reads the file at the level of YAML's nodes, where every value has its line and stands as it was written:
``no`` is not yet false and ``0301`` not yet a number of base eight."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from yaml import MappingNode, Node, ScalarNode, SequenceNode, YAMLError
from yaml._yaml import CParser
from yaml.reader import ReaderError

from tilstede.core.directory.entries import PARTS
from tilstede.core.directory.layout import ALL, Block, Reading
from tilstede.core.directory.problems import Problems, meant
from tilstede.core.directory.written import Fields, Several, Text, Value
from tilstede.formats.decoding import NotText, decode

VERSION: Final = "1"
HEAD: Final = ("katalog", "updated")
#: Lists within lists; the parser below us dies of many thousands.
DEPTH: Final = 12
#: Line breaks of YAML 1.1 (§ 5.4), by which its marks count lines.
_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def read(data: bytes) -> Reading:
    """All entries, the pieces of the file, and what is wrong with it as YAML."""
    problems = Problems()
    try:
        text = decode(data)
    except NotText as error:
        return Reading({}, [], [error.problem])
    try:
        root = _Composer(text).get_single_node()
    except _TooDeep as error:
        problems.add("too-deep", error.line)
    except ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        problems.add("control", line, value=f"U+{error.character:04X}")
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or str(error)
        problems.add("syntax", mark.line + 1 if mark else 0, detail=detail)
    else:
        return _Document(text, problems).read(root)
    return Reading({}, [], problems)


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Composer(CParser):
    """libyaml's parser without the resolver: no value is guessed to be a number, a truth or a day."""

    def __init__(self, text: str) -> None:
        self._depth = 0
        super().__init__(text)

    def resolve(self, kind: type, value: str, implicit: object) -> str:
        return ""

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise _TooDeep(parent.start_mark.line + 1 if parent else 1)

    def ascend_resolver(self) -> None:
        self._depth -= 1


class _Document:
    """One file on its way to entries and pieces."""

    def __init__(self, text: str, problems: Problems) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text)), len(text)]
        self._problems = problems
        self._seen: set[int] = set()
        self._floor = 0  #: the first line that lies in no piece yet
        self._blocks: list[Block] = []
        self._written: dict[str, list[Fields]] = {}

    def read(self, root: Node | None) -> Reading:
        if isinstance(root, MappingNode):
            for name, value in root.value:
                self._top(name, value, flow=bool(root.flow_style))
            if root.flow_style:
                self._blocks = [Block(ALL, self._text, whole=True)]
                self._floor = len(self._starts)
        elif root is not None:
            self._problems.add("not-fields", _line(root))
        self._cut(self._end_mark(), "tail")
        self._cut(len(self._starts) - 1, "end")
        return Reading(self._written, self._blocks, self._problems)

    def _end_mark(self) -> int:
        """The line of the mark that ends a document, or the one after the last."""
        for line in range(self._floor, len(self._starts) - 1):
            if self._text.startswith("...", self._starts[line]):
                return line
        return len(self._starts) - 1

    def _top(self, name: Node, value: Node, *, flow: bool) -> None:
        called = name.value if isinstance(name, ScalarNode) else ""
        if called in self._written:
            self._problems.add("twice", _line(name), called)
        elif called in PARTS:
            self._list(called, name, value, flow=flow)
        elif called in HEAD:
            self._head(called, value)
        else:
            near = meant(called, (*PARTS, *HEAD))
            self._problems.add("unknown-list", _line(name), called, called, meant=near)

    def _head(self, name: str, value: Node) -> None:
        said = value.value if isinstance(value, ScalarNode) else ""
        if name == "katalog" and said != VERSION:
            self._problems.add("version", _line(value), name, str(said))
        if name == "updated" and not _is_day(said):
            self._problems.add("date", _line(value), name, str(said))

    def _list(self, part: str, name: Node, value: Node, *, flow: bool) -> None:
        self._written[part] = []
        nothing = isinstance(value, ScalarNode) and self._text_of(value).empty
        if not isinstance(value, SequenceNode) and not nothing:
            self._problems.add("not-entries", _line(value), part)
            return
        whole = isinstance(value, SequenceNode) and bool(value.flow_style) and not flow
        self._cut(name.start_mark.line + (not whole), part)
        for item in () if nothing else value.value:
            self._entry(part, item)
            if not whole and not flow:
                self._cut(_end(item), part, len(self._written[part]) - 1)
        if whole:
            self._cut(_end(value), part, whole=True)

    def _entry(self, part: str, node: Node) -> None:
        read = self._value(node)
        if not isinstance(read, Fields):
            self._problems.add("not-fields", _line(node), part)
            read = Fields({}, _line(node))
        self._written[part].append(read)

    def _cut(
        self, end: int, part: str, position: int | None = None, *, whole: bool = False
    ) -> None:
        """The lines from where the last piece ended up to, but not with, this one are a piece."""
        end = max(min(end, len(self._starts) - 1), self._floor)
        text = (
            self._text[self._starts[self._floor] : self._starts[end]]
            if self._floor < len(self._starts)
            else ""
        )
        if text or position is not None or whole:
            self._blocks.append(Block(part, text, position, whole))
        self._floor = max(self._floor, end)

    def _value(self, node: Node) -> Value:
        if id(node) in self._seen:
            self._problems.add("alias", _line(node))
            return Text("", _line(node))
        self._seen.add(id(node))
        if node.tag:
            self._problems.add("tag", _line(node), value=node.tag)
        if isinstance(node, ScalarNode):
            return self._text_of(node)
        if isinstance(node, SequenceNode):
            return Several([self._value(one) for one in node.value], _line(node))
        return self._fields(node)

    def _fields(self, node: Any) -> Fields:
        said: dict[str, Value] = {}
        for name, value in node.value:
            called = name.value if isinstance(name, ScalarNode) else ""
            if called in said:
                self._problems.add("twice", _line(name), called)
            said[called] = self._value(value)
        return Fields(said, _line(node))

    def _text_of(self, node: Any) -> Text:
        return Text(node.value, node.start_mark.line + 1, not node.style)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _end(node: Any) -> int:
    """The line after the last that holds something of the node. A block's own mark lies after the comments."""
    if isinstance(node, ScalarNode):
        ends_before = node.style in ("|", ">") and node.end_mark.column == 0
        return int(node.end_mark.line) + (not ends_before)
    if node.flow_style or not node.value:
        return int(node.end_mark.line) + 1
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _is_day(said: object) -> bool:
    try:
        return bool(_DAY.fullmatch(str(said))) and bool(date.fromisoformat(str(said)))
    except ValueError:
        return False

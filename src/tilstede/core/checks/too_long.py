"""Longer than a network takes: nothing is ever cut to fit."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for length in around.lengths:
        if not length.most or length.has <= length.most:
            continue
        text = draft.parts[length.part] if length.part < len(draft.parts) else ""
        over = length.has - length.most
        start = max(0, len(text) - over)
        yield Finding(
            check=CHECK.id,
            place="text",
            part=length.part,
            start=start,
            end=len(text),
            found=text[start:],
            values={
                "channel": length.channel,
                "has": length.has,
                "most": length.most,
                "over": over,
            },
        )


CHECK = Check(
    id="too-long",
    level="must",
    source="each network's own rule, with source and day in its limits.py",
    title=gettext_noop("Too long"),
    advice=gettext_noop(
        "It is {has} long, and {most} is the most that is taken: {over} too much. Make it shorter, or split it into a"
        " thread."
    ),
    look=_look,
)

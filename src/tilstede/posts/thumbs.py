"""Where small copies of pictures lie: they can be made again from the record, and go with what they were made from."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def path(event: int, role: str) -> Path:
    """The small copy of the picture that an event holds as ``role``; its place in the post may change."""
    return _folder() / f"{event}-{role}.webp"


def forget(event: int) -> None:
    """Remove the small copies of an event's pictures."""
    for copy in _folder().glob(f"{event}-*.webp*"):
        copy.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "cache" / "thumbs"

"""Networks that nobody can follow say so, and what can be done instead, though nothing of theirs answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tilstede.intake import sources
from tilstede.networks.kit import registry


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("network", "title", "address"),
    [
        ("tiktok", "TikTok", "https://www.tiktok.com/@kommunen1"),
        ("tiktok", "TikTok", "https://www.tiktok.com/@kommunen1/video/7300000000000000000"),
        ("snapchat", "Snapchat", "https://www.snapchat.com/add/kommunen1"),
    ],
)
def test_what_is_taken_in_from_an_archive_alone(
    network: str, title: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The networks that are asked before would look the address up: here they are not there."""
    monkeypatch.setattr(registry, "PATHS", {network: registry.PATHS[network]})
    with pytest.raises(sources.NotFollowed) as refused:
        sources.recognise(address, now=datetime.now(UTC))

    assert title in str(refused.value)
    assert "tilstede import" in str(refused.value), "in whatever language"

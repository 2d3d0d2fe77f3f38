"""A setting that cannot be is refused at the start, by its name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from tilstede.config import settings


def test_the_accessibility_statement_is_the_address_of_a_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TILSTEDE_ACCESSIBILITY_STATEMENT", "javascript:alert(1)")
    with pytest.raises(ImproperlyConfigured, match="TILSTEDE_ACCESSIBILITY_STATEMENT"):
        settings._web_address("TILSTEDE_ACCESSIBILITY_STATEMENT")

"""What a file that a body has set must not do."""

from __future__ import annotations

import re
from typing import Final

#: A style that fetches something.
FETCHES: Final = re.compile(r"@import|url\(\s*[\"']?(?!data:|#)", re.IGNORECASE)


class Unfit(ValueError):
    """What is wrong with a file, in words for whoever set it."""

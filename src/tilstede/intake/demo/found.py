"""What was found out about the demo's accounts. Their addresses are invented, so that nobody can be asked: it lies
beside them in a lock file, as any installation can take one in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tilstede.core.verification import Raised
from tilstede.intake import listing
from tilstede.intake.verification import findings
from tilstede.office.models import Account, Alarm

FILE: Final = Path(__file__).with_name("katalog.lock.csv")
#: The alarm that waits for the demo's administrator.
ALARM: Final = Raised("unlinked", "https://www.kyst.example/kontakt")
RAISED: Final = datetime(2026, 10, 30, tzinfo=UTC)


def show(*, now: datetime) -> None:
    """Take in the findings, and raise an alarm; in the caller's transaction. Done again, nothing is doubled."""
    listing.apply_findings(listing.read_findings(FILE.read_bytes()), by="demo", now=now)
    account = Account.objects.get(network="x")
    if not Alarm.objects.filter(account=account).exists():
        findings.raise_alarm(account, ALARM, None, now=now, at=RAISED)

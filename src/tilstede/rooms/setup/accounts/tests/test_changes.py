"""What a check found otherwise than before, in words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from tilstede.office.models import Account, Finding
from tilstede.rooms.setup.accounts.changes import told
from tilstede.rooms.setup.accounts.tests.test_staff import main, signed_in
from tilstede.rooms.setup.accounts.tests.town import town


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("", []),
        ("level: 1 → 0", ["How certain it is: claimed. Before: linked from the body's own site."]),
        ("status: unchecked → ok", ["State: in order. Before: not checked yet."]),
        ("id: – → did:plc:x", ["Permanent id: did:plc:x. Before: none."]),
        ("handle: a.no → b.no", ["Name on its network: b.no. Before: a.no."]),
        (
            "proof: – → linked",
            ["What speaks for it: The body's site links to the account. Before: Nothing."],
        ),
        ("status: ok → held; level: 3 → 0", 2),
        ("level: 7 → x; noted by hand", ["How certain it is: x. Before: 7.", "noted by hand"]),
    ],
)
def test_each_change_is_a_sentence(changed: str, said: list[str] | int) -> None:
    with translation.override("en"):
        found = told(changed)
    assert (len(found) if isinstance(said, int) else found) == said


@pytest.mark.django_db
def test_staff_read_of_a_change_in_words(client: Client) -> None:
    town()
    row = Account.objects.get(network="youtube")
    Finding.objects.filter(account=row).update(changed="level: 2 → 1; proof: linked → –")
    page = main(signed_in(client, "reader"), f"/en/setup/accounts/{row.id}")
    assert "Before: confirmed both ways." in page
    assert "→" not in page

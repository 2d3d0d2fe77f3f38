"""What the first page of the room reminds staff of."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tilstede.office.models import Grant, User

pytestmark = pytest.mark.django_db


def test_staff_are_told_that_no_mail_is_sent(client: Client, settings: Any) -> None:
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Grant.Right.ADMINISTRATOR)
    client.force_login(user)
    assert "TILSTEDE_MAIL" in client.get("/en/setup/").content.decode()
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1")
    assert "TILSTEDE_MAIL" not in client.get("/en/setup/").content.decode()

"""A small conversation on a whole network."""

from __future__ import annotations

import time

from tests.servers.atproto import Account, Server

from tilstede.networks.bluesky.tests.reading import facet

#: The application learns of what is written by itself, and loses what comes too soon after what it belongs to.
PAUSE = 1.0


class Talk:
    """A citizen asks the mayor, the mayor answers, the citizen thanks."""

    def __init__(self, server: Server) -> None:
        self.mayor: Account = server.account("ordforar")
        self.citizen: Account = server.account("borger")
        time.sleep(PAUSE)
        name = f"@{self.mayor.handle}"
        self.asked = f"{name} Når opnar badet?"
        mention = facet(
            self.asked, name, **{"$type": "app.bsky.richtext.facet#mention", "did": self.mayor.did}
        )
        self.question = self.citizen.post(self.asked, facets=[mention])
        time.sleep(PAUSE)
        self.answer = self.mayor.reply(self.question, "Klokka 10.")
        time.sleep(PAUSE)
        thread = {"root": self.question, "parent": self.answer}
        self.thanks = self.citizen.post("Takk!", reply=thread)
        time.sleep(PAUSE)

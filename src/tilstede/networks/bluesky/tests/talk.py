"""A small conversation on a whole network."""

from __future__ import annotations

from tests.servers.atproto import Account, Server

from tilstede.networks.bluesky.tests.reading import facet


class Talk:
    """A citizen asks the mayor, the mayor answers, the citizen thanks."""

    def __init__(self, server: Server) -> None:
        self.mayor: Account = server.account("ordforar")
        self.citizen: Account = server.account("borger")
        server.learnt(self.mayor, self.citizen)
        name = f"@{self.mayor.handle}"
        self.asked = f"{name} Når opnar badet?"
        mention = facet(
            self.asked, name, **{"$type": "app.bsky.richtext.facet#mention", "did": self.mayor.did}
        )
        self.question = self.citizen.post(self.asked, facets=[mention])
        server.learnt(self.question)
        self.answer = self.mayor.reply(self.question, "Klokka 10.")
        server.learnt(self.answer)
        thread = {"root": self.question, "parent": self.answer}
        self.thanks = self.citizen.post("Takk!", reply=thread)
        server.learnt(self.thanks)

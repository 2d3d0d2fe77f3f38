"""The parts of `x_api` about pictures and about logins."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final

from tests.servers.stand_in import Asked

PROBLEMS: Final = "https://api.x.com/2/problems/"


class Refusal(Exception):
    """What X answers in place of what was asked."""

    def __init__(self, status: int, kind: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.problem = {"type": PROBLEMS + kind, "title": kind, "detail": detail, "status": status}
        self.headers = headers


class Files:
    """Chunked upload, alt texts."""

    now: datetime
    media: dict[str, dict[str, Any]]
    pieces: dict[str, dict[int, bytes]]

    def _who(self, asked: Asked) -> str:
        raise NotImplementedError

    def _number(self) -> str:
        raise NotImplementedError

    def _post_media_upload_initialize(self, asked: Asked) -> tuple[Any, ...]:
        self._who(asked)
        body, number = asked.json(), self._number()
        if body.keys() - {"media_type", "media_category", "total_bytes", "shared"}:
            raise Refusal(400, "invalid-request", "unknown field")
        self.pieces[number] = {}
        kind = "video" if body["media_type"].startswith("video/") else "photo"
        self.media[f"3_{number}"] = {
            "media_key": f"3_{number}",
            "type": kind,
            "width": 640,
            "height": 480,
            "url": f"https://pbs.twimg.com/media/{number}.jpg",
            "_size": body["total_bytes"],
        }
        return ({"data": {"id": number, "media_key": f"3_{number}", "expires_after_secs": 86_400}},)

    def _post_media_upload_of_append(self, asked: Asked, number: str) -> tuple[Any, ...]:
        self._who(asked)
        if "multipart" in asked.headers.get("content-type", ""):
            parts = asked.parts()
            index, piece = int(parts["segment_index"]), parts["media"]
        else:
            index, piece = asked.json()["segment_index"], asked.json()["media"].encode()
        self.pieces[number][index] = piece
        return ({"data": {"expires_at": int(self.now.timestamp()) + 86_400}},)

    def _post_media_upload_of_finalize(self, asked: Asked, number: str) -> tuple[Any, ...]:
        self._who(asked)
        pieces, medium = self.pieces[number], self.media[f"3_{number}"]
        size = sum(map(len, pieces.values()))
        if sorted(pieces) != list(range(len(pieces))) or size != medium["_size"]:
            raise Refusal(400, "invalid-request", f"{size} bytes came, {medium['_size']} were told")
        more = {"processing_info": {"state": "pending", "check_after_secs": 1}}
        film = medium["type"] == "video"
        return (
            {
                "data": {
                    "id": number,
                    "media_key": f"3_{number}",
                    "size": size,
                    **(more if film else {}),
                }
            },
        )

    def _get_media_upload(self, asked: Asked) -> tuple[Any, ...]:
        self._who(asked)
        state = (
            "failed" if self.media[f"3_{asked.query['media_id']}"].get("_broken") else "succeeded"
        )
        return ({"data": {"id": asked.query["media_id"], "processing_info": {"state": state}}},)

    def _post_media_metadata(self, asked: Asked) -> tuple[Any, ...]:
        self._who(asked)
        body = asked.json()
        self.media[f"3_{body['id']}"]["alt_text"] = body["metadata"]["alt_text"]["text"]
        return ({"data": {"id": body["id"], "associated_metadata": body["metadata"]}},)


class Logins:
    """OAuth 2.0: a refresh token counts once. ``codes``: what a person's yes gave, by code."""

    tokens: dict[str, str]
    refreshing: dict[str, str]
    codes: dict[str, dict[str, str]]

    def login(self, number: str) -> str:
        """An access token of that person."""
        token = secrets.token_hex(8)
        self.tokens[token] = number
        return token

    def _post_oauth2_token(self, asked: Asked) -> tuple[Any, ...]:
        form = asked.form()
        if form["grant_type"] == "authorization_code":
            number = self._of_code(form)
        else:
            number = self.refreshing.pop(form["refresh_token"], "")
        if not number:
            return {
                "error": "invalid_request",
                "error_description": "Value passed for the token was invalid.",
            }, 400
        refresh = secrets.token_hex(8)
        self.refreshing[refresh] = number
        return (
            {
                "token_type": "bearer",
                "expires_in": 7200,
                "access_token": self.login(number),
                "refresh_token": refresh,
                "scope": "tweet.read users.read tweet.write offline.access",
            },
        )

    def _of_code(self, form: dict[str, str]) -> str:
        kept = self.codes.pop(form["code"], {})
        right = kept.get("redirect_uri") == form["redirect_uri"]
        return kept["number"] if right and kept["verifier"] == form["code_verifier"] else ""

    def _post_oauth2_revoke(self, asked: Asked) -> tuple[Any, ...]:
        token = asked.form()["token"]
        self.tokens.pop(token, None)
        self.refreshing.pop(token, None)
        return ({"revoked": True},)

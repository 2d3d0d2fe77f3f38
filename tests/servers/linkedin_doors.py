"""The parts of LinkedIn around its posts: logins, roles, pages, pictures and films."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote

from tests.servers.answering import Answering, Reply, Request

#: Bytes of a film that LinkedIn asks for at a time; its own are four million.
_PIECE: Final = 10
WRITERS: Final = ("ADMINISTRATOR", "CONTENT_ADMINISTRATOR")
SCOPES: Final = (
    *("r_organization_social", "w_organization_social", "rw_organization_admin"),
    *("r_organization_social_feed", "w_organization_social_feed"),
)


class LinkedInFault(Exception):
    """As LinkedIn writes what is wrong."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.reply = Reply({"status": status, "code": code, "message": message}, status)


class Doors(Answering):
    """``tokens``: whose they are; ``roles``: (person, page) → role; ``looks``: how often a file is not ready yet."""

    app_secret = "løyndom"

    def __init__(self) -> None:
        self.clear()
        super().__init__()

    def clear(self) -> None:
        self.tokens: dict[str, str] = {}
        self.refreshing: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.revoked: set[str] = set()
        self.pages: dict[str, dict[str, Any]] = {}
        self.roles: dict[tuple[str, str], str] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.gives_refresh = True
        self.refresh_left = 31_536_000  #: seconds
        self.versions = {"202609"}
        self.looks = 0
        self.serial = 0

    def number(self) -> str:
        self.serial += 1
        return str(7_399_000_000_000_000_000 + self.serial * 100)

    def a_page(self, name: str, vanity: str, *, kind: str = "NONE") -> str:
        number = str(100 + len(self.pages))
        urn = f"urn:li:organization:{number}"
        self.pages[urn] = {
            "id": int(number),
            "localizedName": name,
            "vanityName": vanity,
            "primaryOrganizationType": kind,
        }
        return urn

    def login(self, page: str, role: str = "ADMINISTRATOR") -> str:
        """A token of a person with that role in the page."""
        person = f"urn:li:person:p{len(self.roles)}"
        self.roles[person, page] = role
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = person
        return token

    def demand_role(self, request: Request, page: str, among: tuple[str, ...] = WRITERS) -> None:
        if self.roles.get((self.tokens[request.token], page), "") not in among:
            said = "Data Processing Exception while processing fields [/author]"
            raise LinkedInFault(403, "ACCESS_DENIED", said)

    # --- what it answers -------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply:
        parts = [unquote(one) for one in request.path.split("/") if one]
        try:
            if parts[0] == "oauth":
                return self._oauth(request, parts[2])
            if parts[0] == "dms-uploads":
                return self._bring(request, parts[1])
            self._demand(request)
            return self.rest(request, parts[1:])
        except LinkedInFault as fault:
            return fault.reply

    def _demand(self, request: Request) -> None:
        if request.token in self.revoked:
            raise LinkedInFault(
                401,
                "REVOKED_ACCESS_TOKEN",
                "The token used in the request has been revoked by the user",
            )
        if request.token not in self.tokens:
            raise LinkedInFault(
                401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"
            )
        version = request.headers.get("linkedin-version", "")
        if not re.fullmatch(r"\d{6}", version):
            raise LinkedInFault(400, "VERSION_MISSING", "A version must be present")
        if version not in self.versions:
            raise LinkedInFault(
                426, "NONEXISTENT_VERSION", f"Requested version {version} is not active"
            )
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            raise LinkedInFault(400, "ILLEGAL_ARGUMENT", "Protocol 2.0.0 is needed")

    def rest(self, request: Request, parts: list[str]) -> Reply:
        match request.method, parts:
            case "GET", ["organizationAcls"]:
                return Reply({"elements": self._acls(request)})
            case "GET", ["organizations", number]:
                urn = f"urn:li:organization:{number}"
                self.demand_role(request, urn, among=("ADMINISTRATOR",))
                return Reply(self.pages[urn])
            case "GET", ["organizationsLookup"]:
                number = request.one("ids").removeprefix("List(").removesuffix(")")
                found = self.pages[f"urn:li:organization:{number}"]
                return Reply({"results": {number: found}, "statuses": {}, "errors": {}})
            case "POST", ["images" | "videos" as kind]:
                return self._session(request, kind)
            case "GET", ["images" | "videos", urn]:
                return Reply({"id": urn, "status": self._status(urn)})
        raise LinkedInFault(404, "RESOURCE_NOT_FOUND", f"No virtual resource found: {parts}")

    def _acls(self, request: Request) -> list[dict[str, str]]:
        person = self.tokens[request.token]
        return [
            {"role": role, "organization": page, "roleAssignee": who, "state": "APPROVED"}
            for (who, page), role in self.roles.items()
            if who == person
        ]

    # --- files -----------------------------------------------------------------------------------

    def _session(self, request: Request, kind: str) -> Reply:
        if request.one("action") == "finalizeUpload":
            return self._finish(request.json()["finalizeUploadRequest"])
        asked = request.json()["initializeUploadRequest"]
        self.demand_role(request, asked["owner"])
        number = self.number()
        single = kind.removesuffix("s")
        urn = f"urn:li:{single}:C{number}"
        held: dict[str, Any] = {"owner": asked["owner"], "parts": {}, "looks": self.looks}
        self.files[urn] = held
        if kind == "images":
            held["finished"] = True
            return Reply({"value": {"uploadUrl": self._address(urn, 0), "image": urn}})
        size = asked["fileSizeBytes"]
        held |= {"size": size, "finished": False}
        pieces = [
            {
                "uploadUrl": self._address(urn, start),
                "firstByte": start,
                "lastByte": min(start + _PIECE, size) - 1,
            }
            for start in range(0, size, _PIECE)
        ]
        # Out of order, as nobody says that they are not.
        value = {"video": urn, "uploadToken": f"t-{number}", "uploadInstructions": pieces[::-1]}
        return Reply({"value": value})

    def _address(self, urn: str, start: int) -> str:
        return f"{self.base}/dms-uploads/{urn.replace(':', '_')}_{start}"

    def _bring(self, request: Request, name: str) -> Reply:
        urn, _, start = name.replace("_", ":").rpartition(":")
        if request.method != "PUT" or not request.body:
            raise LinkedInFault(400, "ILLEGAL_ARGUMENT", "Nothing was uploaded")
        if urn.startswith("urn:li:image") and request.token not in self.tokens:
            raise LinkedInFault(401, "EXPIRED_ACCESS_TOKEN", "No token")
        self.files[urn]["parts"][int(start)] = request.body
        return Reply(None, 201, {"ETag": f'"part-{start}"'})

    def _finish(self, told: dict[str, Any]) -> Reply:
        held = self.files[told["video"]]
        wanted = [f"part-{start}" for start in range(0, held["size"], _PIECE)]
        if told["uploadedPartIds"] != wanted or told["uploadToken"][:2] != "t-":
            raise LinkedInFault(400, "ILLEGAL_ARGUMENT", "The parts are not those of the video")
        held["finished"] = True
        return Reply(None, 200)

    def content_of(self, urn: str) -> bytes:
        """The file as it was brought."""
        return b"".join(part for _, part in sorted(self.files[urn]["parts"].items()))

    def _status(self, urn: str) -> str:
        held = self.files.get(urn)
        if held is None:
            raise LinkedInFault(404, "NOT_FOUND", f"{urn} could not be found")
        if not held["parts"] or not held["finished"]:
            return "WAITING_UPLOAD"
        if held.get("broken"):
            return "PROCESSING_FAILED"
        held["looks"] -= 1
        return "PROCESSING" if held["looks"] >= 0 else "AVAILABLE"

    def checked_content(self, content: dict[str, Any], owner: str) -> dict[str, Any]:
        """What hangs on a post, if it may. The files must be the page's own, and ready."""
        kinds = {"media", "multiImage", "article"}
        if len(content) > 1 or content.keys() - kinds:
            raise LinkedInFault(400, "ILLEGAL_ARGUMENT", f"Content of {sorted(content)}")
        images = content.get("multiImage", {}).get("images", [])
        if "multiImage" in content and not 2 <= len(images) <= 20:
            raise LinkedInFault(400, "ILLEGAL_ARGUMENT", "From 2 to 20 images")
        article = content.get("article", {})
        if "article" in content and not (article.get("source") and article.get("title")):
            raise LinkedInFault(400, "MISSING_FIELD", "An article has a source and a title")
        used = [*images, content.get("media", {}), {"id": article.get("thumbnail", "")}]
        for urn in filter(None, (one.get("id", "") for one in used)):
            held = self.files.get(urn)
            if held is None or held["owner"] != owner or held["looks"] > 0 or not held["finished"]:
                raise LinkedInFault(400, "ILLEGAL_ARGUMENT", f"{urn} cannot be used")
        return content

    # --- logins ----------------------------------------------------------------------------------

    def _oauth(self, request: Request, path: str) -> Reply:
        form = request.form()
        if form.get("client_secret") != self.app_secret:
            return _told("invalid_client", "Client authentication failed", 401)
        if path == "revoke":
            self.revoked.add(form["token"])
            return Reply(None)
        if form["grant_type"] == "refresh_token":
            person = self.refreshing.get(form["refresh_token"], "")
        else:
            person = self.codes.pop(f"{form.get('code')} {form.get('redirect_uri')}", "")
        if not person:
            said = (
                "The provided authorization grant or refresh token is invalid, expired or revoked"
            )
            return _told("invalid_request", said, 400)
        token = f"oauth-{len(self.tokens)}"
        self.tokens[token] = person
        answer: dict[str, Any] = {
            "access_token": token,
            "expires_in": min(5_184_000, self.refresh_left),
            "scope": ",".join(SCOPES),
            "token_type": "Bearer",
        }
        if self.gives_refresh:
            self.refreshing[f"refresh-{token}"] = person
            answer |= {
                "refresh_token": f"refresh-{token}",
                "refresh_token_expires_in": self.refresh_left,
            }
        return Reply(answer)


def _told(error: str, words: str, status: int) -> Reply:
    return Reply({"error": error, "error_description": words}, status)

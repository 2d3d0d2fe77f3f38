"""Facebook, Instagram and Threads, each with what is its own."""

from __future__ import annotations

from typing import Any, Final

from tests.servers.meta_api import GraphFault, MetaApi
from tests.servers.stand_in import Asked

_PERMISSIONS: Final = ("pages_show_list", "pages_read_engagement", "pages_manage_posts")


class FacebookApi(MetaApi):
    """Pages with posts and comments."""

    def a_page(self, name: str, username: str) -> str:
        number = f"10{len(self.objects):04}"
        link = f"https://www.facebook.com/{username}"
        self.objects[number] = {"id": number, "name": name, "username": username, "link": link}
        self.objects[username] = self.objects[number]
        return number

    def post(self, page: str, message: str, **more: Any) -> str:
        found_id = f"{page}_{self.number()}"
        own = {name: self.objects[page][name] for name in ("id", "name", "username")}
        link = f"https://www.facebook.com/{page}/posts/{found_id.partition('_')[2]}"
        fields = {
            "message": message,
            "from": own,
            "permalink_url": link,
            "is_published": True,
            **more,
        }
        return self.add(found_id, f"{page}/posts", created_time=self.written(), **fields)

    def comment(self, under: str, author: str, message: str, **more: Any) -> str:
        """``under``: a post, or a comment that is answered."""
        inner = self.objects[under].get("object", {"id": under})["id"]
        found_id = f"{inner.rpartition('_')[2]}_{self.number()}"
        told = self.objects.get(author, {"id": f"9{len(author):05}", "name": author})
        person = {name: told[name] for name in ("id", "name", "username") if name in told}
        link = f"{self.objects[inner]['permalink_url']}?comment_id={found_id.partition('_')[2]}"
        parent = {"parent": {"id": under}} if inner != under else {}
        edges = dict.fromkeys((f"{inner}/comments", f"{under}/comments"))
        fields = {"message": message, "from": person, "permalink_url": link, **parent, **more}
        return self.add(
            found_id, *edges, created_time=self.written(), object={"id": inner}, **fields
        )

    def open_to_all(self, asked: Asked, parts: list[str]) -> Any:
        if parts != ["oauth", "access_token"]:
            return None
        form = asked.form()
        if form.get("client_secret") != self.app_secret:
            raise GraphFault(400, 1, "Error validating client secret.")
        if form.get("grant_type") == "fb_exchange_token":
            account = self.tokens.pop(form["fb_exchange_token"], "")
        else:
            account = self.codes.pop(f"{form.get('code')} {form.get('redirect_uri')}", "")
        if not account:
            raise GraphFault(400, 100, "This authorization code has been used.")
        token = self.login(account, f"user-{len(self.tokens)}-{account}")
        return {"access_token": token, "token_type": "bearer", "expires_in": 5_183_944}

    def read(self, asked: Asked, parts: list[str]) -> Any:
        if parts[1:] == ["accounts"]:
            pages = [one for one in self.objects.values() if "username" in one]
            pages = list({one["id"]: one for one in pages}.values())
            return {
                "data": [
                    {**one, "access_token": self.login(one["id"], f"page-{one['id']}")}
                    for one in pages
                ]
            }
        if parts[1:] == ["permissions"]:
            return {"data": [{"permission": one, "status": "granted"} for one in _PERMISSIONS]}
        return super().read(asked, parts)

    def write(self, asked: Asked, parts: list[str], account: str) -> Any:
        match asked.method, parts:
            case "POST", [page, "feed"]:
                return {"id": self._feed(page, asked.form())}
            case "POST", [page, "photos"]:
                return self._photo(asked.parts())
            case "POST", [under, "comments"]:
                self.existing(under)
                return {"id": self.comment(under, account, asked.form()["message"])}
            case "POST", [found_id]:
                changed = {
                    name: one for name, one in asked.form().items() if name != "appsecret_proof"
                }
                self.existing(found_id).update(changed)
                return {"success": True}
            case "DELETE", [_, "permissions"]:
                self.tokens = {one: who for one, who in self.tokens.items() if who != account}
                return {"success": True}
            case "DELETE", [found_id]:
                self.existing(found_id)
                self.remove(found_id)
                return {"success": True}
        raise GraphFault(400, 100, f"Unsupported {asked.method} request")

    def _feed(self, page: str, form: dict[str, str]) -> str:
        unknown = {name.partition("[")[0] for name in form} - {
            *("message", "link", "attached_media", "appsecret_proof"),
        }
        if unknown:
            raise GraphFault(400, 100, f"Param {sorted(unknown)} is not known")
        attached: list[dict[str, Any]] = []
        for name, value in form.items():
            if name.startswith("attached_media"):
                photo = self.existing(value.partition('"media_fbid": "')[2].rstrip('"}'))
                image = {"image": {"src": photo["src"], "width": 640, "height": 480}}
                attached.append({"media": image, "media_type": "photo", "type": "photo"})
        if "link" in form:
            attached.append(
                {
                    "type": "share",
                    "media_type": "link",
                    "unshimmed_url": form["link"],
                    "title": "Tittel",
                }
            )
        elif len(attached) > 1:
            attached = [{"type": "album", "subattachments": {"data": attached}}]
        more = {"attachments": {"data": attached}} if attached else {}
        return self.post(page, form.get("message", ""), **more)

    def _photo(self, parts: dict[str, bytes]) -> dict[str, str]:
        if parts.get("published") != b"false" or not parts["source"]:
            raise GraphFault(400, 324, "Missing or invalid image file")
        number = self.number()
        alt = parts.get("alt_text_custom", b"").decode()
        src = f"https://scontent.xx.fbcdn.net/{number}.jpg"
        self.objects[number] = {"id": number, "src": src, "alt_text_custom": alt}
        return {"id": number}

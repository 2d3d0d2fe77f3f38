"""Facebook, Instagram and Threads, each with what is its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from tests.servers.meta_api import GraphFault, MetaApi
from tests.servers.meta_containers import Publishing
from tests.servers.stand_in import Asked

_MINUTE: Final = timedelta(minutes=1)
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
                target = {"id": photo["id"]}
                attached.append(
                    {"media": image, "media_type": "photo", "type": "photo", "target": target}
                )
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


class _SignsInItself(Publishing):
    """Accounts that sign in themselves: a code, a token for an hour, a token for sixty days."""

    grant = ""

    def open_to_all(self, asked: Asked, parts: list[str]) -> Any:
        if parts == ["oauth", "access_token"]:
            form = asked.form()
            account = self.codes.pop(f"{form.get('code')} {form.get('redirect_uri')}", "")
            if not account or form.get("client_secret") != self.app_secret:
                raise GraphFault(400, 100, "Invalid authorization code")
            scopes = [
                *("instagram_business_basic", "instagram_business_content_publish"),
                *("threads_basic", "threads_content_publish"),
            ]
            return {"access_token": self.login(account), "user_id": account, "permissions": scopes}
        if parts in (["access_token"], ["refresh_access_token"]):
            account = self.account(asked)
            wanted = "exchange" if parts == ["access_token"] else "refresh"
            if asked.query.get("grant_type") != f"{self.grant}_{wanted}_token":
                raise GraphFault(400, 100, "Unsupported grant type")
            return {
                "access_token": self.login(account),
                "token_type": "bearer",
                "expires_in": 5_184_000,
            }
        return None

    def an_account(self, username: str, name: str = "") -> str:
        number = f"1784{len(self.objects):05}"
        me = {"id": number, "user_id": number, "username": username, "name": name or username}
        self.objects[number] = me
        return number

    def _remove(self, found_id: str) -> dict[str, bool]:
        self.existing(found_id)
        self.remove(found_id)
        return {"success": True}


class InstagramApi(_SignsInItself):
    """Media and the comments under them."""

    grant = "ig"
    film, most, ratios, kinds = "REELS", 10, (0.8, 1.91), ("JPEG",)
    parameters = frozenset(
        {
            *("media_type", "image_url", "video_url", "alt_text", "caption"),
            *("children", "is_carousel_item", "share_to_feed"),
        }
    )

    def medium(self, account: str, caption: str, **more: Any) -> str:
        found_id = f"179{self.number()}"
        link = f"https://www.instagram.com/p/C{found_id[-6:]}/"
        username = self.objects[account]["username"]
        fields = {
            "caption": caption,
            "username": username,
            "owner": {"id": account},
            "permalink": link,
            "media_type": "IMAGE",
            "media_url": f"https://scontent.cdninstagram.com/{found_id}.jpg",
            "comments_count": 0,
            **more,
        }
        self.now += _MINUTE
        return self.add(found_id, f"{account}/media", timestamp=self.written(), **fields)

    def comment(self, under: str, username: str, text: str) -> str:
        """``under``: a medium, or a comment that is answered."""
        found_id = f"180{self.number()}"
        above = self.objects[under]
        medium = above["media"]["id"] if "media" in above else under
        accounts = [one["id"] for one in self.objects.values() if one.get("username") == username]
        author = accounts[0] if accounts else f"5{len(username):06}"
        fields = {
            "text": text,
            "username": username,
            "from": {"id": author, "username": username},
            "media": {"id": medium},
            "hidden": False,
            **({"parent_id": under} if medium != under else {}),
        }
        self.now += _MINUTE
        edge = f"{under}/comments" if medium == under else f"{under}/replies"
        self.add(found_id, edge, timestamp=self.written(), **fields)
        if medium != under:
            told = [self.objects[one] for one in self.lists[edge]]
            above["replies"] = {"data": told}
        self.objects[medium]["comments_count"] += 1
        return found_id

    def read(self, asked: Asked, parts: list[str]) -> Any:
        if parts[1:] == ["content_publishing_limit"]:
            return self.publishing_limit()
        if parts and parts[0] in self.containers:
            status, fault = self.looked_at(parts[0])
            return {"id": parts[0], "status_code": status, "status": fault or status.title()}
        return super().read(asked, parts)

    def write(self, asked: Asked, parts: list[str], account: str) -> Any:
        handle = self.objects[account]["username"]
        match asked.method, parts:
            case "POST", [own, "media"]:
                return {"id": self._contain(own, account, asked.form())}
            case "POST", [_, "media_publish"]:
                form = self.finished(asked.form()["creation_id"])
                files = self.files_of(form)
                return {"id": self.medium(account, form.get("caption", ""), **files)}
            case "POST", [under, "comments" | "replies"]:
                above = self.existing(under)
                if ("media" in above) != (parts[1] == "replies"):
                    raise GraphFault(400, 100, f"Unsupported post request to {parts[1]}")
                return {"id": self.comment(under, handle, asked.form()["message"])}
            case "POST", [found_id]:
                self.existing(found_id)["hidden"] = asked.form()["hide"] == "true"
                return {"success": True}
            case "DELETE", [found_id]:
                if "media" not in self.existing(found_id):
                    raise GraphFault(400, 100, "Media cannot be deleted")
                return self._remove(found_id)
        raise GraphFault(400, 100, f"Unsupported {asked.method} request")

    def _contain(self, own: str, account: str, form: dict[str, str]) -> str:
        if form.keys().isdisjoint({"image_url", "video_url", "children"}):
            raise GraphFault(400, 100, "The parameter image_url is required")
        if "image_url" not in form and "alt_text" in form:
            raise GraphFault(400, 100, "alt_text is for pictures")
        if "image_url" in form and "media_type" in form:
            raise GraphFault(400, 100, "The media type is unknown", 2207023)
        return self.contain(own, account, form)


class ThreadsApi(_SignsInItself):
    """Posts and answers; what is sent is a container first."""

    grant = "th"
    film, most, ratios, kinds = "VIDEO", 20, (0.1, 10.0), ("JPEG", "PNG")
    parameters = frozenset(
        {
            *("media_type", "image_url", "video_url", "alt_text", "text", "link_attachment"),
            *("children", "is_carousel_item", "reply_to_id", "quote_post_id"),
        }
    )

    def post(self, account: str, text: str, **more: Any) -> str:
        """``reply_to``, ``quote_of``: of other posts."""
        found_id = f"180{self.number()}"
        username = self.objects[account]["username"]
        fields: dict[str, Any] = {
            "text": text,
            "username": username,
            "owner": {"id": account},
            "permalink": f"https://www.threads.net/@{username}/post/D{found_id[-6:]}",
            "media_type": "TEXT_POST",
        }
        edges = [f"{account}/threads"]
        if answered := more.pop("reply_to", ""):
            root = self.existing(answered).get("root_post", {"id": answered})
            fields |= {"replied_to": {"id": answered}, "root_post": root}
            edges = [f"{account}/replies", f"{root['id']}/conversation"]
        if quoted := more.pop("quote_of", ""):
            fields["quoted_post"] = {"id": self.existing(quoted)["id"]}
        edges += [
            f"{one['id']}/mentions"
            for one in self.objects.values()
            if "user_id" in one and f"@{one['username']}" in text
        ]
        self.now += _MINUTE
        return self.add(found_id, *edges, timestamp=self.written(), **{**fields, **more})

    def read(self, asked: Asked, parts: list[str]) -> Any:
        if parts[1:] == ["threads_publishing_limit"]:
            return self.publishing_limit()
        if parts[0] in self.containers and len(parts) == 1:
            status, fault = self.looked_at(parts[0])
            return {
                "id": parts[0],
                "status": status,
                **({"error_message": fault} if fault else {}),
            }
        return super().read(asked, parts)

    def write(self, asked: Asked, parts: list[str], account: str) -> Any:
        match asked.method, parts:
            case "POST", [own, "threads"]:
                return {"id": self._contain(own, account, asked.form())}
            case "POST", [_, "threads_publish"]:
                return {"id": self._publish(account, asked.form()["creation_id"])}
            case "POST", [found_id, "manage_reply"]:
                self.existing(found_id)["hidden"] = asked.form()["hide"] == "true"
                return {"success": True}
            case "POST", [found_id, "repost"]:
                passed_on = {"id": self.existing(found_id)["id"]}
                return {"id": self.post(account, "", reposted_post=passed_on)}
            case "DELETE", [found_id]:
                return self._remove(found_id)
        raise GraphFault(400, 100, f"Unsupported {asked.method} request")

    def _contain(self, own: str, account: str, form: dict[str, str]) -> str:
        files = form.keys() & {"image_url", "video_url", "children"}
        if (form["media_type"] == "TEXT") == bool(files) or ("link_attachment" in form and files):
            raise GraphFault(400, 100, "Invalid parameter")
        return self.contain(own, account, form)

    def _publish(self, account: str, container: str) -> str:
        held = self.finished(container)
        more = {"link_attachment_url": held["link_attachment"]} if "link_attachment" in held else {}
        answered, quoted = held.get("reply_to_id", ""), held.get("quote_post_id", "")
        files = self.files_of(held)
        text = held.get("text", "")
        return self.post(account, text, reply_to=answered, quote_of=quoted, **more, **files)

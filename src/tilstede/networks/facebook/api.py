"""What is asked of Facebook (developers.facebook.com/docs/graph-api, v26.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tilstede.networks.kit.meta.graph import Graph

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

BASE: Final = "https://graph.facebook.com/v26.0"
_INNER: Final = (
    "media{image{src,height,width},source},media_type,type,title,unshimmed_url,url,target{id}"
)
POST: Final = (
    "id,message,created_time,from{id,name,username},permalink_url,parent_id,privacy,message_tags,is_published,"
    f"attachments{{{_INNER},subattachments{{{_INNER}}}}}"
)
COMMENT: Final = (
    "id,message,created_time,from{id,name,username},permalink_url,parent{id},message_tags,is_private,is_hidden,"
    "attachment{media{image{src,height,width},source},type,url,title}"
)


def graph_of(access: Access, http: Http) -> Graph:
    """Facebook, asked as the Page."""
    token = access.secrets.get("access_token", "")
    return Graph(http, access.server or BASE, token, access.secrets.get("client_secret", ""))

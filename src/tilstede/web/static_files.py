"""Styles, scripts and pictures under addresses that change with what is in them, so that a browser may keep them for
ever and has the new ones the moment tilstede is upgraded.

They are served from where they lie in the package: nothing is gathered or copied first.
"""

from __future__ import annotations

import re
from os import PathLike
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import (  # type: ignore[import-untyped]  # it tells no types
    WhiteNoiseMiddleware,
)

#: The version in a name, as Django's own storage writes it: ``tilstede.0123456789ab.css``.
_VERSION = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")


class Versioned(ManifestStaticFilesStorage):
    """Names with a digest of the file, read once. A name nobody has stays as it is."""

    def stored_name(self, name: str) -> str:
        key = self.hash_key(self.clean_name(name))
        if key not in self.hashed_files:
            known = finders.find(name) is not None
            self.hashed_files[key] = self.hashed_name(name) if known else name
        return str(self.hashed_files[key])

    def exists(self, name: str) -> bool:
        return finders.find(name) is not None

    def path(self, name: str | PathLike[str]) -> str:
        found = finders.find(str(name))
        if found is None:
            raise FileNotFoundError(name)
        return str(found)


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # as above
    """Serves each file under its name with the version, to be kept for ever, and under its bare name for an hour.

    An address with another version is of a page that was made before an upgrade: it gets the file as it is now.
    """

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        super().add_file_to_dictionary(url, path, stat_cache)
        if url in self.files:  # one that is packed beforehand has no address of its own
            versioned = staticfiles_storage.url(url.removeprefix(self.static_prefix))
            super().add_file_to_dictionary(versioned, path, stat_cache)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        found = self.files.get(path) or self.files.get(_VERSION.sub("", path))
        answer: HttpResponseBase = (
            self.serve(found, request) if found else self.get_response(request)
        )
        return answer

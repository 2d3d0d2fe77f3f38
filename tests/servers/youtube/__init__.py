"""YouTube for tests: a server made from Google's own description of its API, which lies in Google's library.

It takes what the description allows and nothing else, and may not answer what the description does not allow. It
keeps channels, videos, comments and captions, pages, counts units, and fails on demand. It is not YouTube: what it
shows is as good as the description.
"""

from tests.servers.youtube.server import YouTubeServer as YouTubeServer

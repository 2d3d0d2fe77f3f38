"""A PeerTube server of our own, after PeerTube's OpenAPI description (8.1.0): videos, captions, comments, logins.

Its answers are held to that description by a test, where the description lies beside the checkout. It keeps state,
lets through so many calls in ten seconds, and fails on demand. It is not PeerTube.
"""

from tests.servers.peertube.server import PeerTubeServer as PeerTubeServer

"""The way out: somebody who did not ask to stand here can ask to be taken off, and is answered in time."""

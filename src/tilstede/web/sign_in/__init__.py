"""How staff come in: password with a second factor, passkeys, the body's identity provider, and one-time links."""

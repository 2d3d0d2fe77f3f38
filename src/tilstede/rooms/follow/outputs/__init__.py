"""All that leaves the public stream: feeds, an embed, lists of accounts, open data, mail. And the way out of it."""

"""The room where the body says who it is: its directory, its accounts, and who may do what."""

"""People, teams and rights: who may do what on this site."""

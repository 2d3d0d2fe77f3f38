"""Checks of what is about to be published, one file each: `kit` says what a check is, `registry` has them all."""

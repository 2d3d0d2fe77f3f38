"""What Facebook, Instagram and Threads have in common: one company's API, logins and takeouts."""

"""House rules, what is done by them against what others write, and who asks to have that looked at again."""

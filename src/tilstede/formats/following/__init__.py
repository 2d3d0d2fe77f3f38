"""Lists of accounts, in the forms that programs take in so that their users can follow them."""

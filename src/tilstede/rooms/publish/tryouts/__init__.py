"""What is tried for a while."""

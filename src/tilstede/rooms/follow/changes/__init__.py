"""What was changed or withdrawn in office."""

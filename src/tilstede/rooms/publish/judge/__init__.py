"""What could do harm, and the second person who looks."""

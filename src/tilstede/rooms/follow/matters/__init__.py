"""What is talked about: topics, who is most active, and one matter side by side."""

"""What is being written: its wordings, its files, who has to see it, and when it is to go out. Then it is handed to the
outbox.
"""

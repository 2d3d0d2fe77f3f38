"""Pictures made of words: a question or a quotation with the sender's name, in the sender's colours."""

"""What tells languages apart: the words of a post, what each says, and how the evidence is weighed.

`core.language` is the door; the rest imports nothing from here, as these modules load numpy.
"""

"""The directory as Popolo (popoloproject.com/specs, 2014), the common shape of data on people and organisations.

What Popolo has no word for stands in an object ``tilstede`` beside its own words, so that nothing is lost on the way
out and in again.
"""

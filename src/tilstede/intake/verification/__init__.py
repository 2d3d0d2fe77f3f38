"""The accounts of the directory, looked at again each week: are they still what the directory says?"""

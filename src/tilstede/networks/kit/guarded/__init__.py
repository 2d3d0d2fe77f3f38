"""The networks' own libraries, made to speak through the one guarded client. One file for each HTTP library."""

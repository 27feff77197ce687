"""The command line, one command a file; the first line of a file's docstring is its line in the help."""

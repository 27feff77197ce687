"""The life of one clean, from the wish to the books."""

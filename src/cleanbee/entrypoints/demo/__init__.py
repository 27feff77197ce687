"""People who live in the seed city while somebody looks on, through the public API alone."""

"""arq, in both directions: it wakes the drains, and it is asked to. What is due stands in PostgreSQL."""

"""The statements of migration 0001, by context; they never change once it has run anywhere."""

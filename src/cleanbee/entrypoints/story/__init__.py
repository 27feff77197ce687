"""The story: one working day of the seed city, played through the public API on the test clock and told."""

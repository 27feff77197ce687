"""What is true about cleaning homes: pure, synchronous, and the same on every machine."""

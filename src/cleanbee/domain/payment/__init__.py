"""Money: held, captured, let go, and written down so that every figure can be explained."""

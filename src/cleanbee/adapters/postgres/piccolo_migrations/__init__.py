"""The migrations, in order. What Piccolo has no words for is SQL; every constraint has a name."""

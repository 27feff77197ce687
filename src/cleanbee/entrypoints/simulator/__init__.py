"""A world out of one seed: real use cases over stores that are real, in time that leaps, with people, faults, crashes."""

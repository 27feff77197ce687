"""A world out of one seed: real use cases over a real store, in time that leaps, with people, faults and crashes."""

"""The real clock, real ids and real dice: the only place that may ask for them."""

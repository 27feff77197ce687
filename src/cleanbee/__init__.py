"""CleanBee: an open backend for on-demand home services."""

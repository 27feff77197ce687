"""The seed city: its files read, turned into what the business knows, and kept."""

"""Client and server of the search process, and how it follows the market."""

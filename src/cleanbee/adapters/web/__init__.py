"""The browser client, shipped as plain files, and what serves them."""

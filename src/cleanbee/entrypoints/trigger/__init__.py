"""Named stories of money, played through the public API on the sandbox's clock."""

"""The two database servers that come in wheels: real ones, on loopback, in a private folder, gone with their parent."""

"""The two database servers that come in wheels."""

"""What Redis does for us: counting requests. Nothing true lives only there."""

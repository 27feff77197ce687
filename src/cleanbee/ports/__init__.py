"""What the world may ask of us (inbound), what we ask of the world (outbound), and what that promises (contracts)."""

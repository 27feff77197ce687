"""Every outbound port in memory: for tests, demonstrations and simulation. It keeps the promises of the real ones."""

"""Slow password hashes."""

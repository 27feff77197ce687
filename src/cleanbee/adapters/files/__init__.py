"""Notices into a file, and templates out of one."""

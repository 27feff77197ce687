"""Faults and storms on real processes and real servers: one scenario a file, each judged by SQL of its own."""

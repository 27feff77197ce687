"""The truth, kept in PostgreSQL: Piccolo's tables and queries, and our own unit of work over asyncpg."""

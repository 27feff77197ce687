"""What is wrong with a database, seen from outside: for `doctor`, which says what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.adapters.postgres.connect import connect

OLDEST = 15
SKEW_MOST = timedelta(minutes=5)

_ASK = """SELECT current_setting('server_version_num')::int / 10000 AS major,
    EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'btree_gist') AS has_btree_gist,
    clock_timestamp() AS told"""


async def faults_of(url: str, here: datetime) -> Sequence[str]:
    """Every fault of the server, each with its way out; ``here`` is this machine's time.

    :raises Busy: the server does not answer.
    """
    connection = await connect(url)
    try:
        row = await connection.fetchrow(_ASK)
    finally:
        await connection.close()
    return judged(row["major"], here - row["told"], has_btree_gist=row["has_btree_gist"])


def judged(major: int, skew: timedelta, *, has_btree_gist: bool) -> Sequence[str]:
    """The faults behind these facts."""
    found: list[str] = []
    if major < OLDEST:
        found.append(f"PostgreSQL {major} is too old: CleanBee needs {OLDEST} or newer")
    if not has_btree_gist:
        found.append("PostgreSQL lacks btree_gist, without which nobody keeps a cleaner from being in two places: "
                     "install its contrib package (Debian: postgresql-contrib), or allow the extension")  # fmt: skip
    if abs(skew) > SKEW_MOST:
        seconds = round(abs(skew).total_seconds())
        found.append(f"this machine's clock and the database's are {seconds} s apart: set one of them (NTP)")
    return found

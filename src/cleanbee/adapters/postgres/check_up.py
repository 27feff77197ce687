"""What is wrong with a database, seen from outside: for `doctor`, which says what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.adapters.postgres.connect import connect
from cleanbee.adapters.postgres.ledger import DRIFTS

OLDEST = 15
SKEW_MOST = timedelta(minutes=5)

LEDGER = {
    "a balance is not the sum of its postings (account, owner, currency, kept, posted)": DRIFTS,
    "a journal does not sum to zero (journal, currency, sum)": """SELECT journal, currency, sum(amount) FROM posting
        GROUP BY journal, currency HAVING sum(amount) <> 0 LIMIT 100""",
    "an account stands on the side it may not stand on (account, owner, currency, sum)": """SELECT account, owner,
        currency, sum(amount) FROM posting JOIN ledger_chart USING (account) WHERE floor
        GROUP BY account, owner, currency, side
        HAVING CASE side WHEN 'debit' THEN sum(amount) < 0 ELSE sum(amount) > 0 END LIMIT 100""",
}
"""Invariants M1, M5 and M16, each as a question without an answer while all is well."""

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


async def ledger_faults_of(url: str) -> Sequence[str]:
    """Every way in which the books do not bear out themselves: it reads all that was ever posted.

    :raises Busy: the server does not answer.
    """
    connection = await connect(url)
    try:
        asked = [(what, row) for what, question in LEDGER.items() for row in await connection.fetch(question)]
        return [f"{what}: {' '.join(str(one) for one in row if one is not None)}" for what, row in asked]
    finally:
        await connection.close()


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

"""Whom the application is to the database: a role that works with every table and rewrites no history.

Migrations run as the owner; API, workers and commands connect as this role. Even a hole in the application then cannot
change or take away what is posted or what happened, nor switch off the triggers that say so.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from cleanbee.adapters.postgres.connect import connect
from cleanbee.adapters.postgres.constraints import fault_of
from cleanbee.ports.outbound.store import Busy

APP_ROLE = "cleanbee_app"
ROUNDS = 4096
HISTORY = (
    "journal",
    "posting",
    "booking_event",
    "audit_entry",
    "assignment_batch",
    "payout_line",
    "invoice",
    "message",
)
"""Only added to, whoever asks; triggers say so too, and this role may not even try."""

GIVEN = ("migration", "booking_move", "ledger_chart", "ledger_open", "ledger_balance")
"""Only read: what the owner has laid down, and what the database reckons itself."""

_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = $1"
_SALT = "SELECT uuid_send(gen_random_uuid())"
_PRIVILEGED = """SELECT bool_or(has_table_privilege(current_user, one, 'UPDATE, DELETE, TRUNCATE'))
FROM unnest($1::text[]) AS one"""


async def admit_app(url: str, role: str = APP_ROLE, password: str | None = None) -> str:
    """Let this role work with the tables as they are now; the URL under which it connects. Safe to repeat.

    With a password the role is made, or given this one; without, it has to exist.

    :raises Busy: the server does not answer, there is no such role, or we may not give it rights.
    """
    connection = await connect(url)
    try:
        async with connection.transaction():
            if password is not None:
                await _make(connection, role, password)
            await _grant(connection, role)
    except asyncpg.PostgresError as error:
        raise Busy(f"the rights of {role} could not be set: {error}") from fault_of(error)
    finally:
        await connection.close()
    return url if password is None else as_role(url, role, password)


async def may_rewrite_history(url: str) -> bool:
    """Whether whoever connects like this owns a history or was given a right to change one: more than it needs.

    :raises Busy: the server does not answer.
    """
    connection = await connect(url)
    try:
        return bool(await connection.fetchval(_PRIVILEGED, list(HISTORY)))
    finally:
        await connection.close()


def as_role(url: str, role: str, password: str) -> str:
    """The same database, asked by somebody else."""
    split = urlsplit(url)
    host = split.netloc.rpartition("@")[2]
    return urlunsplit(split._replace(netloc=f"{quote(role, safe='')}:{quote(password, safe='')}@{host}"))


async def _make(connection: Any, role: str, password: str) -> None:
    verb = "ALTER" if await connection.fetchval(_EXISTS, role) else "CREATE"
    # Neither name nor password can be an argument here; the server quotes both itself. A statement may be logged,
    # so the password is in it only as what the server keeps of it.
    made: str = await connection.fetchval(
        "SELECT format('%s ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', "
        "$1::text, $2::text, $3::text)",
        verb,
        role,
        verifier(password, await connection.fetchval(_SALT)),
    )
    await connection.execute(made)


def verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803): whoever reads it cannot sign in with it."""
    assert password.isascii(), "other passwords would have to be normalised as the client does"
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    told = [b64encode(one).decode() for one in (salt, stored, server)]
    return f"SCRAM-SHA-256${ROUNDS}:{told[0]}${told[1]}:{told[2]}"


async def _grant(connection: Any, role: str) -> None:
    named: str = await connection.fetchval("SELECT quote_ident($1)", role)
    await connection.execute(f"GRANT USAGE ON SCHEMA public TO {named}")
    await connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {named}")
    await connection.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(HISTORY)} FROM {named}")
    await connection.execute(f"REVOKE DELETE, TRUNCATE ON receipt FROM {named}")  # a doubt is added, nothing is lost
    await connection.execute(f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(GIVEN)} FROM {named}")
    await connection.execute(f"REVOKE UPDATE, DELETE ON ledger_account FROM {named}")

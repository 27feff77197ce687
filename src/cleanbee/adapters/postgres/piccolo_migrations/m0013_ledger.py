"""Migration 0013: the chart of accounts, balances kept with the postings, reversals, journals that close for good.

A journal is open from its insert to the end of its transaction (``ledger_open``, a note that no other transaction ever
sees). Its end closes all journals of the transaction at once: each must balance, and their postings are added to the
balances in one statement, account by account in one order for everybody, so that two transactions never wait for each
other in a ring. The house's accounts are written by nearly everybody: each has several rows (``slot``), of which a
transaction takes one by its number; a balance is their sum.

All of it runs as the owner of the tables. Nobody else has a right to write any of it.
"""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0013_ledger"
VERSION = "1.38.0"
DESCRIPTION = "The chart of accounts, kept balances, reversals"

SLOTS = 16

_CHART = """INSERT INTO ledger_chart (account, whose, side, floor, memo) VALUES
    ('gateway', 'house', 'debit', false, false),
    ('customer:owed', 'customer', 'debit', true, false),
    ('customer:credit', 'customer', 'credit', true, false),
    ('cleaner:accrued', 'cleaner', 'credit', true, false),
    ('cleaner:payable', 'cleaner', 'credit', true, false),
    ('cleaner:in_transit', 'cleaner', 'credit', true, false),
    ('cleaner:receivable', 'cleaner', 'debit', true, false),
    ('platform:revenue', 'house', 'credit', false, false),
    ('platform:promise', 'house', 'debit', false, false),
    ('platform:gateway_cost', 'house', 'debit', false, false),
    ('platform:dispute', 'house', 'debit', false, false),
    ('platform:written_off', 'house', 'debit', false, false),
    ('tax:due', 'house', 'credit', false, false),
    ('disputes:open', 'house', 'debit', true, false),
    ('memo:held', 'house', 'debit', true, true),
    ('memo:holder', 'house', 'credit', true, true)"""

_OWNED = "SECURITY DEFINER SET search_path = public, pg_temp"

_JOINED = f"""CREATE FUNCTION postings_join_open_journals() RETURNS trigger LANGUAGE plpgsql {_OWNED} AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM posted p WHERE NOT EXISTS
                (SELECT 1 FROM ledger_open o WHERE o.tx = p.tx AND o.journal = p.journal)) THEN
            RAISE EXCEPTION 'this journal is closed'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'journal_closed';
        END IF;
        IF EXISTS (SELECT 1 FROM posted p JOIN ledger_chart c USING (account)
                WHERE (c.whose = 'house') <> (p.owner IS NULL)) THEN
            RAISE EXCEPTION 'a house account has no owner, any other has one'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'posting_owner';
        END IF;
        RETURN NULL;
    END $$"""

_CLOSE = f"""CREATE FUNCTION close_journals() RETURNS trigger LANGUAGE plpgsql {_OWNED} AS $$
    DECLARE
        closing uuid[];
        wrong uuid;
        minus text;
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM ledger_open WHERE tx = NEW.tx AND journal = NEW.id) THEN
            RETURN NULL;  -- closed together with the first of this transaction
        END IF;
        WITH closed AS (DELETE FROM ledger_open WHERE tx = pg_current_xact_id() RETURNING journal)
        SELECT array_agg(journal) INTO closing FROM closed;
        SELECT one INTO wrong FROM unnest(closing) AS one WHERE (SELECT count(*) FROM posting WHERE journal = one) < 2
            OR EXISTS (SELECT 1 FROM posting WHERE journal = one GROUP BY currency HAVING sum(amount) <> 0) LIMIT 1;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'journal % does not balance', wrong
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'journal_balanced';
        END IF;
        SELECT j.id INTO wrong FROM journal j JOIN journal r ON r.id = j.reverses WHERE j.id = ANY (closing)
            AND (r.reverses IS NOT NULL OR EXISTS (SELECT 1 FROM posting p WHERE p.journal IN (j.id, r.id)
                GROUP BY p.account, p.owner, p.currency HAVING sum(p.amount) <> 0)) LIMIT 1;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'journal % does not take back what it reverses', wrong
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'reversal_is_exact';
        END IF;
        WITH kept AS (
            INSERT INTO ledger_balance AS b (account, owner, currency, slot, amount)
            SELECT p.account, p.owner, p.currency,
                CASE WHEN p.owner IS NULL THEN (pg_current_xact_id()::text::bigint % {SLOTS})::int ELSE 0 END AS slot,
                sum(p.amount)
            FROM posting p WHERE p.journal = ANY (closing)
            GROUP BY p.account, p.owner, p.currency HAVING sum(p.amount) <> 0
            ORDER BY p.account, p.owner NULLS FIRST, p.currency
            ON CONFLICT ON CONSTRAINT ledger_balance_once DO UPDATE SET amount = b.amount + EXCLUDED.amount
            RETURNING b.account, b.owner, b.amount
        )
        SELECT kept.account INTO minus FROM kept JOIN ledger_chart c USING (account)
            WHERE kept.owner IS NOT NULL AND c.floor AND (kept.amount < 0) = (c.side = 'debit') AND kept.amount <> 0
            LIMIT 1;
        IF minus IS NOT NULL THEN
            RAISE EXCEPTION '% may not stand on the other side', minus
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'min_balance';
        END IF;
        RETURN NULL;
    END $$"""

BALANCES_OF_BEFORE = """INSERT INTO ledger_balance (account, owner, currency, slot, amount)
    SELECT account, owner, currency, 0, sum(amount) FROM posting GROUP BY account, owner, currency"""

STATEMENTS = (
    """CREATE TABLE ledger_chart (
        account text CONSTRAINT ledger_chart_pkey PRIMARY KEY,
        whose text NOT NULL CONSTRAINT ledger_chart_whose CHECK (whose IN ('house', 'customer', 'cleaner')),
        side text NOT NULL CONSTRAINT ledger_chart_side CHECK (side IN ('debit', 'credit')),
        floor boolean NOT NULL,
        memo boolean NOT NULL
    )""",
    _CHART,
    """ALTER TABLE ledger_account
        ADD CONSTRAINT account_on_chart FOREIGN KEY (account) REFERENCES ledger_chart (account),
        ADD CONSTRAINT currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$')""",
    """ALTER TABLE journal ALTER COLUMN booking DROP NOT NULL,
        ADD COLUMN reverses uuid CONSTRAINT one_reversal UNIQUE
            CONSTRAINT reversal_of REFERENCES journal (id)""",
    "DROP TRIGGER journal_balanced ON journal",
    "DROP TRIGGER journal_balanced ON posting",
    "DROP FUNCTION journal_balanced()",
    "DROP FUNCTION posting_balanced()",
    "DROP FUNCTION balance_of(uuid)",
    # A note of the transaction that is under way: it is gone before anybody else could see it, so it needs no log.
    """CREATE UNLOGGED TABLE ledger_open (
        tx xid8 NOT NULL,
        journal uuid NOT NULL,
        CONSTRAINT ledger_open_pkey PRIMARY KEY (tx, journal)
    )""",
    # Rows are written over and over: room on each page lets that happen without a new entry in the index.
    """CREATE TABLE ledger_balance (
        account text NOT NULL,
        owner uuid,
        currency text NOT NULL,
        slot int NOT NULL,
        amount bigint NOT NULL,
        CONSTRAINT ledger_balance_once UNIQUE NULLS NOT DISTINCT (account, owner, currency, slot)
    ) WITH (fillfactor = 50)""",
    BALANCES_OF_BEFORE,
    f"""CREATE FUNCTION journal_opened() RETURNS trigger LANGUAGE plpgsql {_OWNED} AS $$
    BEGIN
        INSERT INTO ledger_open (tx, journal) VALUES (NEW.tx, NEW.id);
        RETURN NULL;
    END $$""",
    _JOINED,
    _CLOSE,
    """CREATE FUNCTION balance_follows_postings() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'balances follow from postings alone'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'balance_follows_postings';
        END IF;
        RETURN NULL;
    END $$""",
    "CREATE TRIGGER journal_opened AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_opened()",
    """CREATE TRIGGER postings_join_open_journals AFTER INSERT ON posting REFERENCING NEW TABLE AS posted
        FOR EACH STATEMENT EXECUTE FUNCTION postings_join_open_journals()""",
    """CREATE CONSTRAINT TRIGGER journal_balanced AFTER INSERT ON journal
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION close_journals()""",
    """CREATE TRIGGER balance_follows_postings BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ledger_balance
        FOR EACH STATEMENT EXECUTE FUNCTION balance_follows_postings()""",
    # The lines of an account, newest last, and of one person's; both answer a sum without looking at the table.
    "CREATE INDEX posting_of_account ON posting (account, currency, journal, line) INCLUDE (owner, amount)",
    """CREATE INDEX posting_of_owner ON posting (owner, account, currency, journal, line) INCLUDE (amount)
        WHERE owner IS NOT NULL""",
    "DROP INDEX posting_account_owner",
)


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def keep() -> None:
        unit = ENGINE.current()
        for statement in STATEMENTS:
            await unit.fetch(statement)

    manager.add_raw(keep)
    return manager

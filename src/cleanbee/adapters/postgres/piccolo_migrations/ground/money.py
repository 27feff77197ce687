"""Cards, payments, operations with intents unique for ever, and the ledger: balanced, closed, append only."""

from __future__ import annotations

GROUND = (
    """CREATE TABLE card (
        id uuid CONSTRAINT card_pkey PRIMARY KEY,
        version int NOT NULL,
        owner uuid NOT NULL,
        removed boolean NOT NULL,
        saved_at timestamptz NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX card_owner ON card (owner)",
    """CREATE TABLE payment (
        id uuid CONSTRAINT payment_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT one_payment_per_booking UNIQUE,
        phase text NOT NULL,
        doc jsonb NOT NULL
    )""",
    """CREATE TABLE payment_operation (
        id uuid CONSTRAINT payment_operation_pkey PRIMARY KEY,
        version int NOT NULL,
        kind text NOT NULL CONSTRAINT operation_kind CHECK (kind <> ''),
        intent text NOT NULL CONSTRAINT intent_once UNIQUE,
        payment uuid NOT NULL,
        booking uuid NOT NULL,
        phase text NOT NULL CONSTRAINT operation_phase CHECK (
            phase IN ('planned', 'sent', 'succeeded', 'failed', 'unknown', 'abandoned')
        ),
        due_at timestamptz,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX operation_booking ON payment_operation (booking, id)",
    "CREATE INDEX operation_unfinished ON payment_operation (phase, id)",
    """CREATE TABLE ledger_account (
        account text NOT NULL,
        currency text NOT NULL,
        CONSTRAINT ledger_account_pkey PRIMARY KEY (account, currency)
    )""",
    """CREATE TABLE journal (
        id uuid CONSTRAINT journal_pkey PRIMARY KEY,
        kind text NOT NULL,
        source uuid NOT NULL,
        booking uuid NOT NULL,
        at timestamptz NOT NULL,
        tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
        CONSTRAINT one_journal_per_fact UNIQUE (kind, source),
        CONSTRAINT journal_with_transaction UNIQUE (id, tx)
    )""",
    "CREATE INDEX journal_booking ON journal (booking, at)",
    # A posting carries the transaction that wrote it, and its journal must carry the same: journals close with theirs.
    """CREATE TABLE posting (
        journal uuid NOT NULL,
        line int NOT NULL,
        account text NOT NULL,
        owner uuid,
        amount bigint NOT NULL CONSTRAINT posting_moves_something CHECK (amount <> 0),
        currency text NOT NULL,
        tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
        CONSTRAINT posting_pkey PRIMARY KEY (journal, line),
        CONSTRAINT posting_closes_with_journal FOREIGN KEY (journal, tx) REFERENCES journal (id, tx),
        CONSTRAINT posting_account FOREIGN KEY (account, currency) REFERENCES ledger_account (account, currency)
    )""",
    "CREATE INDEX posting_account_owner ON posting (account, owner)",
    """CREATE FUNCTION stamp_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.tx := pg_current_xact_id();
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER journal_stamped BEFORE INSERT ON journal
        FOR EACH ROW EXECUTE FUNCTION stamp_transaction()""",
    """CREATE TRIGGER posting_stamped BEFORE INSERT ON posting
        FOR EACH ROW EXECUTE FUNCTION stamp_transaction()""",
    """CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'what is posted stays'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_is_append_only';
    END $$""",
    """CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON journal
        FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
    """CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON posting
        FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
    """CREATE FUNCTION balance_of(one uuid) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT count(*) FROM posting WHERE journal = one) < 2
           OR EXISTS (SELECT 1 FROM posting WHERE journal = one GROUP BY currency HAVING sum(amount) <> 0) THEN
            RAISE EXCEPTION 'journal % does not balance', one
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'journal_balanced';
        END IF;
    END $$""",
    """CREATE FUNCTION journal_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM balance_of(NEW.id);
        RETURN NULL;
    END $$""",
    """CREATE FUNCTION posting_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM balance_of(NEW.journal);
        RETURN NULL;
    END $$""",
    """CREATE CONSTRAINT TRIGGER journal_balanced AFTER INSERT ON journal
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_balanced()""",
    """CREATE CONSTRAINT TRIGGER journal_balanced AFTER INSERT ON posting
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION posting_balanced()""",
)

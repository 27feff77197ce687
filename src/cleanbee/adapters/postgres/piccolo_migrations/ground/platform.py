"""Outbox, feed, inbox, effects, timers, idempotency keys, notices, the sandbox clock."""

from __future__ import annotations

GROUND = (
    """CREATE TABLE notice (
        id uuid CONSTRAINT notice_pkey PRIMARY KEY,
        version int NOT NULL,
        person uuid NOT NULL,
        template text NOT NULL,
        subject uuid NOT NULL,
        occasion text NOT NULL,
        phase text NOT NULL,
        not_before timestamptz,
        made_at timestamptz NOT NULL,
        doc jsonb NOT NULL,
        CONSTRAINT notice_once UNIQUE (person, template, subject, occasion)
    )""",
    "CREATE INDEX notice_queued ON notice (phase, made_at, id)",
    """CREATE TABLE outbox (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT outbox_pkey PRIMARY KEY,
        num bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_num UNIQUE,
        aggregate uuid NOT NULL,
        seq int NOT NULL CONSTRAINT outbox_seq_counts CHECK (seq >= 1),
        kind text NOT NULL,
        at timestamptz NOT NULL,
        doc jsonb NOT NULL,
        handed_on_at timestamptz,
        placed boolean NOT NULL DEFAULT false,
        lease_token uuid,
        lease_until timestamptz,
        attempt int NOT NULL DEFAULT 0,
        CONSTRAINT outbox_seq UNIQUE (aggregate, seq),
        CONSTRAINT outbox_lease_whole CHECK ((lease_token IS NULL) = (lease_until IS NULL))
    )""",
    "CREATE INDEX outbox_waiting ON outbox (num) WHERE handed_on_at IS NULL",
    "CREATE INDEX outbox_waiting_of ON outbox (aggregate, seq) WHERE handed_on_at IS NULL",
    "CREATE INDEX outbox_unplaced ON outbox (num) WHERE NOT placed",
    """CREATE TABLE feed (
        place bigint CONSTRAINT feed_pkey PRIMARY KEY CONSTRAINT feed_place_counts CHECK (place >= 1),
        event uuid NOT NULL CONSTRAINT feed_event_once UNIQUE CONSTRAINT feed_event REFERENCES outbox (id)
    )""",
    """CREATE TABLE inbox (
        source text NOT NULL,
        message text NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT inbox_pkey PRIMARY KEY (source, message)
    )""",
    """CREATE TABLE effect (
        consumer text NOT NULL,
        message text NOT NULL,
        done_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT effect_pkey PRIMARY KEY (consumer, message)
    )""",
    """CREATE TABLE timer (
        kind text NOT NULL,
        subject uuid NOT NULL,
        due_at timestamptz NOT NULL,
        lease_token uuid,
        lease_until timestamptz,
        attempt int NOT NULL DEFAULT 0,
        CONSTRAINT timer_pkey PRIMARY KEY (kind, subject),
        CONSTRAINT timer_lease_whole CHECK ((lease_token IS NULL) = (lease_until IS NULL))
    )""",
    "CREATE INDEX timer_due ON timer (due_at)",
    """CREATE TABLE idempotency_key (
        principal text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        answer_name text,
        answer jsonb,
        sealed bytea,
        kept_until timestamptz NOT NULL DEFAULT clock_timestamp() + interval '7 days',
        CONSTRAINT idempotency_key_pkey PRIMARY KEY (principal, key),
        CONSTRAINT answer_whole CHECK ((answer IS NULL) = (answer_name IS NULL))
    ) WITH (toast_tuple_target = 8160)""",
    "CREATE INDEX idempotency_key_kept_until ON idempotency_key (kept_until)",
    """CREATE TABLE sandbox_clock (
        one boolean CONSTRAINT sandbox_clock_pkey PRIMARY KEY CONSTRAINT sandbox_clock_is_one CHECK (one),
        ahead interval NOT NULL DEFAULT interval '0',
        frozen_at timestamptz
    )""",
    "INSERT INTO sandbox_clock (one) VALUES (true)",
)

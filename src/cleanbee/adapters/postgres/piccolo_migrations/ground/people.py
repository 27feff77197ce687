"""People, homes, sign-ins; quotes, books and hours."""

from __future__ import annotations

GROUND = (
    """CREATE TABLE customer (
        id uuid CONSTRAINT customer_pkey PRIMARY KEY,
        version int NOT NULL,
        phone text CONSTRAINT customer_phone_taken UNIQUE,
        email text CONSTRAINT customer_email_taken UNIQUE,
        doc jsonb NOT NULL
    )""",
    """CREATE TABLE cleaner (
        id uuid CONSTRAINT cleaner_pkey PRIMARY KEY,
        version int NOT NULL,
        phone text CONSTRAINT cleaner_phone_taken UNIQUE,
        email text CONSTRAINT cleaner_email_taken UNIQUE,
        phase text NOT NULL,
        lat_e6 int NOT NULL,
        lon_e6 int NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX cleaner_base ON cleaner (phase, lat_e6, lon_e6)",
    """CREATE TABLE ops_account (
        id uuid CONSTRAINT ops_account_pkey PRIMARY KEY,
        version int NOT NULL,
        email text NOT NULL CONSTRAINT ops_account_email_taken UNIQUE,
        doc jsonb NOT NULL
    )""",
    """CREATE TABLE home (
        id uuid CONSTRAINT home_pkey PRIMARY KEY,
        version int NOT NULL,
        owner uuid NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX home_owner ON home (owner)",
    """CREATE TABLE sign_in (
        id uuid CONSTRAINT sign_in_pkey PRIMARY KEY,
        version int NOT NULL,
        doc jsonb NOT NULL
    )""",
    # A family of tokens is one row, so its live leaf is one by shape; no two families share a leaf either.
    """CREATE TABLE session (
        id uuid CONSTRAINT session_pkey PRIMARY KEY,
        version int NOT NULL,
        person text NOT NULL,
        access_hash text NOT NULL CONSTRAINT one_live_access UNIQUE,
        refresh_hash text NOT NULL CONSTRAINT one_live_leaf UNIQUE,
        previous_refresh_hash text,
        revoked boolean NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX session_previous ON session (previous_refresh_hash)",
    "CREATE INDEX session_person ON session (person)",
    """CREATE TABLE quote (
        id uuid CONSTRAINT quote_pkey PRIMARY KEY,
        version int NOT NULL,
        phase text NOT NULL,
        customer uuid,
        doc jsonb NOT NULL
    )""",
    """CREATE TABLE price_book (
        version text CONSTRAINT price_book_pkey PRIMARY KEY,
        place bigint NOT NULL CONSTRAINT price_book_place UNIQUE,
        doc jsonb NOT NULL
    )""",
    """CREATE TABLE policy (
        version text CONSTRAINT policy_pkey PRIMARY KEY,
        place bigint NOT NULL CONSTRAINT policy_place UNIQUE,
        doc jsonb NOT NULL
    )""",
    """CREATE TABLE hours (
        id uuid CONSTRAINT hours_pkey PRIMARY KEY,
        version int NOT NULL,
        doc jsonb NOT NULL
    )""",
)

"""Bookings with unbroken histories, claims that never overlap, offers that are taken once."""

from __future__ import annotations

GROUND = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """CREATE TABLE booking_move (
        origin text NOT NULL,
        target text NOT NULL,
        CONSTRAINT booking_move_pkey PRIMARY KEY (origin, target)
    )""",
    """CREATE TABLE booking (
        id uuid CONSTRAINT booking_pkey PRIMARY KEY,
        version int NOT NULL CONSTRAINT booking_version_counts CHECK (version >= 1),
        phase text NOT NULL,
        customer uuid NOT NULL,
        home uuid NOT NULL,
        cleaner uuid,
        start_at timestamptz NOT NULL,
        needs_human boolean NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX booking_customer ON booking (customer, id)",
    "CREATE INDEX booking_home ON booking (home, start_at)",
    "CREATE INDEX booking_cleaner ON booking (cleaner, start_at)",
    "CREATE INDEX booking_phase ON booking (phase, start_at)",
    "CREATE INDEX booking_needs_human ON booking (needs_human, start_at)",
    """CREATE TABLE booking_event (
        booking uuid NOT NULL,
        seq int NOT NULL,
        origin text NOT NULL,
        target text NOT NULL,
        at timestamptz NOT NULL,
        previous int GENERATED ALWAYS AS (CASE WHEN seq > 1 THEN seq - 1 END) STORED,
        CONSTRAINT booking_event_pkey PRIMARY KEY (booking, seq),
        CONSTRAINT booking_event_led_to UNIQUE (booking, seq, target),
        CONSTRAINT booking_starts_as_new CHECK (seq >= 1 AND (seq = 1) = (origin = 'new')),
        CONSTRAINT legal_move FOREIGN KEY (origin, target) REFERENCES booking_move (origin, target),
        CONSTRAINT unbroken_history FOREIGN KEY (booking, previous, origin)
            REFERENCES booking_event (booking, seq, target)
    )""",
    """ALTER TABLE booking ADD CONSTRAINT phase_is_last_event FOREIGN KEY (id, version, phase)
        REFERENCES booking_event (booking, seq, target) DEFERRABLE INITIALLY DEFERRED""",
    """CREATE FUNCTION history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a booking''s history only grows'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'history_stands';
    END $$""",
    """CREATE TRIGGER history_stands BEFORE UPDATE OR DELETE ON booking_event
        FOR EACH ROW EXECUTE FUNCTION history_stands()""",
    """CREATE FUNCTION event_ahead_of_booking() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM booking WHERE id = NEW.booking AND version >= NEW.seq) THEN
            RAISE EXCEPTION 'step % of booking % is not its booking''s', NEW.seq, NEW.booking
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'event_ahead_of_booking';
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE CONSTRAINT TRIGGER event_ahead_of_booking AFTER INSERT ON booking_event
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION event_ahead_of_booking()""",
    """CREATE TABLE booking_seat (
        booking uuid NOT NULL CONSTRAINT seat_of_booking REFERENCES booking (id),
        seat int NOT NULL,
        work tstzrange NOT NULL,
        CONSTRAINT booking_seat_pkey PRIMARY KEY (booking, seat),
        CONSTRAINT booking_seat_work UNIQUE (booking, seat, work),
        CONSTRAINT seat_is_finite CHECK (
            isfinite(lower(work)) AND isfinite(upper(work)) AND lower_inc(work) AND NOT upper_inc(work)
        )
    )""",
    """CREATE TABLE calendar_claim (
        id uuid CONSTRAINT calendar_claim_pkey PRIMARY KEY,
        cleaner uuid NOT NULL,
        kind text NOT NULL CONSTRAINT claim_kind CHECK (kind IN ('hold', 'booked', 'time_off', 'external')),
        booking uuid,
        seat int,
        holder uuid,
        customer uuid,
        expires_at timestamptz,
        note text NOT NULL,
        work tstzrange NOT NULL,
        blocked tstzrange NOT NULL,
        lat_e6 int,
        lon_e6 int,
        CONSTRAINT no_double_booking EXCLUDE USING gist (cleaner WITH =, blocked WITH &&),
        CONSTRAINT claim_is_finite CHECK (
            NOT isempty(work) AND lower_inc(work) AND NOT upper_inc(work)
            AND NOT isempty(blocked) AND lower_inc(blocked) AND NOT upper_inc(blocked)
            AND coalesce(isfinite(lower(blocked)) AND isfinite(upper(blocked)), false)
        ),
        CONSTRAINT work_inside_blocked CHECK (work <@ blocked),
        CONSTRAINT only_holds_expire CHECK ((kind = 'hold') = (expires_at IS NOT NULL)),
        CONSTRAINT holds_are_for_someone CHECK (
            (kind = 'hold') = (holder IS NOT NULL) AND (kind = 'hold' OR customer IS NULL)
        ),
        CONSTRAINT bookings_claim_a_seat CHECK (
            (kind = 'booked') = (booking IS NOT NULL) AND (kind = 'booked') = (seat IS NOT NULL)
        ),
        CONSTRAINT claim_place_is_whole CHECK ((lat_e6 IS NULL) = (lon_e6 IS NULL)),
        CONSTRAINT one_claim_per_booking_cleaner UNIQUE (booking, cleaner),
        CONSTRAINT claim_of_seat FOREIGN KEY (booking, seat, work) REFERENCES booking_seat (booking, seat, work)
            DEFERRABLE INITIALLY DEFERRED
    )""",
    "CREATE INDEX claim_holder ON calendar_claim (holder) WHERE kind = 'hold'",
    "CREATE INDEX claim_customer ON calendar_claim (customer) WHERE kind = 'hold'",
    "CREATE INDEX claim_expires ON calendar_claim (expires_at) WHERE kind = 'hold'",
    """CREATE TABLE offer (
        id uuid CONSTRAINT offer_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL,
        seat int NOT NULL,
        round int NOT NULL CONSTRAINT offer_round_counts CHECK (round >= 1),
        cleaner uuid NOT NULL,
        phase text NOT NULL CONSTRAINT offer_phase CHECK (
            phase IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')
        ),
        made_at timestamptz NOT NULL,
        doc jsonb NOT NULL,
        CONSTRAINT offer_per_round UNIQUE (booking, seat, round, cleaner)
    )""",
    "CREATE UNIQUE INDEX one_accepted_offer ON offer (booking, seat, round) WHERE phase = 'accepted'",
    "CREATE INDEX offer_open ON offer (cleaner, phase)",
)

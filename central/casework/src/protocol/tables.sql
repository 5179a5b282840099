-- The index of every register: one row per entry, ordered by book, year, series and number.
-- @all
CREATE TABLE protocol_row (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    row_version BIGINT NOT NULL,
    register TEXT NOT NULL,
    year BIGINT NOT NULL,
    desk TEXT NOT NULL,
    mark TEXT NOT NULL,
    no BIGINT NOT NULL,
    stage TEXT NOT NULL,
    day TEXT,
    body TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE INDEX protocol_row_number ON protocol_row (municipality_id, register, year, desk, mark, no);

-- A series as the centre has seen it: whose it is and how far it came.
CREATE TABLE protocol_series (
    municipality_id BIGINT NOT NULL,
    desk TEXT NOT NULL,
    mark TEXT NOT NULL,
    register TEXT NOT NULL,
    year BIGINT NOT NULL,
    scope_id BYTEA NOT NULL,
    device_key BYTEA NOT NULL,
    incarnation BYTEA NOT NULL,
    last_no BIGINT NOT NULL,
    begun_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, desk, mark, register, year)
);

-- Numbers of a series that no entry explains, and why, as far as it is known.
CREATE TABLE protocol_gap (
    municipality_id BIGINT NOT NULL,
    desk TEXT NOT NULL,
    mark TEXT NOT NULL,
    register TEXT NOT NULL,
    year BIGINT NOT NULL,
    first_no BIGINT NOT NULL,
    last_no BIGINT NOT NULL,
    reason TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, desk, mark, register, year, first_no)
);

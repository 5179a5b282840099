-- Intake: which devices exist, what their feeds hold, which documents grew out of it, how each entry was judged.
-- @all
CREATE TABLE intake_self (
    municipality_id BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    incarnation BYTEA NOT NULL,
    line_cut BOOLEAN NOT NULL,
    listening BOOLEAN NOT NULL,
    PRIMARY KEY (municipality_id)
);
CREATE TABLE intake_scope (
    municipality_id BIGINT NOT NULL,
    scope_id BYTEA NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    desk TEXT NOT NULL,
    PRIMARY KEY (municipality_id, scope_id)
);
CREATE UNIQUE INDEX intake_scope_code ON intake_scope (municipality_id, code);

CREATE TABLE intake_device (
    municipality_id BIGINT NOT NULL,
    device_key BYTEA NOT NULL,
    name TEXT NOT NULL,
    place TEXT,
    seal_to BYTEA NOT NULL,
    store_key BYTEA NOT NULL,
    incarnation BYTEA NOT NULL,
    enrolled_at TEXT NOT NULL,
    revoked_at TEXT,
    revoked_why TEXT,
    last_seen_at TEXT,
    PRIMARY KEY (municipality_id, device_key)
);
CREATE TABLE intake_device_scope (
    municipality_id BIGINT NOT NULL,
    device_key BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    PRIMARY KEY (municipality_id, device_key, scope_id)
);
CREATE TABLE intake_enrolment (
    municipality_id BIGINT NOT NULL,
    code_id BYTEA NOT NULL,
    enrol_key BYTEA NOT NULL,
    device_name TEXT NOT NULL,
    scopes BYTEA NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    device_key BYTEA,
    PRIMARY KEY (municipality_id, code_id)
);

CREATE TABLE intake_feed (
    municipality_id BIGINT NOT NULL,
    feed_no BIGINT NOT NULL,
    feed BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    own BOOLEAN NOT NULL,
    height BIGINT NOT NULL,
    link BYTEA NOT NULL,
    signature BYTEA,
    judged BIGINT NOT NULL,
    backed_up BIGINT NOT NULL,
    forked BOOLEAN NOT NULL,
    PRIMARY KEY (municipality_id, feed_no)
);
CREATE UNIQUE INDEX intake_feed_id ON intake_feed (municipality_id, feed);
CREATE INDEX intake_feed_scope ON intake_feed (municipality_id, scope_id);

CREATE TABLE intake_entry (
    municipality_id BIGINT NOT NULL,
    feed_no BIGINT NOT NULL,
    height BIGINT NOT NULL,
    header BYTEA NOT NULL,
    link BYTEA NOT NULL,
    body BYTEA,
    signature BYTEA,
    doc_id BYTEA NOT NULL,
    arrived_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, feed_no, height)
);
CREATE INDEX intake_entry_doc ON intake_entry (municipality_id, doc_id);

CREATE TABLE intake_secret (
    municipality_id BIGINT NOT NULL,
    feed_no BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    secret BYTEA NOT NULL,
    PRIMARY KEY (municipality_id, feed_no, doc_id)
);

CREATE TABLE intake_change (
    municipality_id BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    doc_id BYTEA NOT NULL,
    feed_no BIGINT NOT NULL,
    height BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (municipality_id, hash)
);
CREATE UNIQUE INDEX intake_change_place ON intake_change (municipality_id, feed_no, height);
CREATE INDEX intake_change_doc ON intake_change (municipality_id, doc_id);

CREATE TABLE intake_document (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    saved BYTEA,
    events BIGINT NOT NULL,
    first_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);

CREATE TABLE intake_waiting (
    municipality_id BIGINT NOT NULL,
    feed_no BIGINT NOT NULL,
    height BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    waits_for TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (municipality_id, feed_no, height)
);

CREATE TABLE intake_verdict (
    municipality_id BIGINT NOT NULL,
    feed_no BIGINT NOT NULL,
    height BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reason BIGINT NOT NULL,
    finding TEXT,
    journal_from BIGINT NOT NULL,
    journal_to BIGINT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, feed_no, height)
);
CREATE INDEX intake_verdict_batch ON intake_verdict (municipality_id, batch);

CREATE TABLE intake_closure (
    municipality_id BIGINT NOT NULL,
    feed_no BIGINT NOT NULL,
    height BIGINT NOT NULL,
    link BYTEA NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, feed_no)
);
CREATE TABLE intake_erasure (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    part_id BYTEA NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id, part_id)
);

-- The row of each cash receipt, as lists and searches show it; cancellations that wait for a second signature; cash days.
-- @all
CREATE TABLE receipts_row (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    row_version BIGINT NOT NULL,
    number TEXT NOT NULL,
    stage TEXT NOT NULL,
    issued_on TEXT,
    cashier BYTEA,
    day_doc_id BYTEA,
    paper TEXT NOT NULL,
    body TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE INDEX receipts_row_day ON receipts_row (municipality_id, day_doc_id);
CREATE INDEX receipts_row_issued ON receipts_row (municipality_id, issued_on, cashier);
CREATE INDEX receipts_row_paper ON receipts_row (municipality_id, paper);

CREATE TABLE receipts_cancelled (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    number TEXT NOT NULL,
    cancelled_by BYTEA NOT NULL,
    cancelled_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    signed_by BYTEA,
    signed_at TEXT,
    PRIMARY KEY (municipality_id, doc_id)
);

CREATE TABLE receipts_day (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    row_version BIGINT NOT NULL,
    day TEXT NOT NULL,
    stage TEXT NOT NULL,
    holder BYTEA,
    body TEXT NOT NULL,
    deposited_at TEXT,
    deposited_by BYTEA,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE INDEX receipts_day_day ON receipts_day (municipality_id, day, stage);

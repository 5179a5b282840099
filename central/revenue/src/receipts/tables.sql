-- The row of each cash receipt, as lists and searches show it.
-- @all
CREATE TABLE receipts_row (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    row_version BIGINT NOT NULL,
    number TEXT NOT NULL,
    body TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);

-- The row of each fine, as lists and searches show it; rebuilt from the document when its version changes.
-- @all
CREATE TABLE fines_row (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    row_version BIGINT NOT NULL,
    number TEXT NOT NULL,
    stage TEXT NOT NULL,
    offence_on TEXT,
    paper TEXT NOT NULL,
    body TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE INDEX fines_row_offence ON fines_row (municipality_id, offence_on);
CREATE INDEX fines_row_paper ON fines_row (municipality_id, paper);

-- The row of each citizen request, as lists and searches show it; rebuilt from the document when its version changes.
-- The applicant is kept as a digest, so that two requests of one person are found without naming anybody here.
-- @all
CREATE TABLE requests_row (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    row_version BIGINT NOT NULL,
    number TEXT NOT NULL,
    stage TEXT NOT NULL,
    type_code TEXT NOT NULL,
    community TEXT NOT NULL,
    office TEXT NOT NULL,
    registered_on TEXT,
    due TEXT,
    spot_key TEXT NOT NULL,
    person_key TEXT NOT NULL,
    body TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE INDEX requests_row_registered ON requests_row (municipality_id, registered_on);
CREATE INDEX requests_row_due ON requests_row (municipality_id, office, due);
CREATE INDEX requests_row_twins ON requests_row (municipality_id, type_code, registered_on);

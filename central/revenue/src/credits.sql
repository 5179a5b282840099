-- What became of money above what was owed: it stays the debtor's, is asked back, or pays another debt of his.
-- A use is never changed but for being undone with its receipt; its posting is found by its source in the journal.
-- @all
CREATE TABLE revenue_credit_use (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    amount BIGINT NOT NULL,
    to_doc_id BYTEA,
    principal BIGINT NOT NULL,
    surcharge BIGINT NOT NULL,
    assessed BIGINT NOT NULL,
    state_before TEXT,
    decided_on TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    undone BOOLEAN NOT NULL,
    PRIMARY KEY (municipality_id, doc_id, line_no)
);
CREATE INDEX revenue_credit_use_to ON revenue_credit_use (municipality_id, to_doc_id);
CREATE INDEX revenue_credit_use_purpose ON revenue_credit_use (municipality_id, purpose, decided_on);

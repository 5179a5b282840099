-- Debts struck off by a decision: which one, under which class of the limitation, how much stood open.
-- @all
CREATE TABLE revenue_strike (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    decision_no TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    class TEXT NOT NULL,
    kept BOOLEAN NOT NULL,
    basis TEXT NOT NULL,
    amount BIGINT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);

-- What people decided about conflicts: both sides as they stood, which of them stands, why, and what was done about it.
-- A decision is never changed; `core_decision_about` finds it from each thing it speaks of.
-- @all
CREATE TABLE core_decision (
    municipality_id BIGINT NOT NULL,
    task_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    dispute TEXT NOT NULL,
    stands TEXT NOT NULL,
    reason TEXT NOT NULL,
    done TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    PRIMARY KEY (municipality_id, task_id)
);
CREATE INDEX core_decision_subject ON core_decision (municipality_id, kind, subject);
CREATE INDEX core_decision_at ON core_decision (municipality_id, decided_at);

CREATE TABLE core_decision_about (
    municipality_id BIGINT NOT NULL,
    about TEXT NOT NULL,
    task_id BYTEA NOT NULL,
    PRIMARY KEY (municipality_id, about, task_id)
);
-- @sqlite
CREATE TRIGGER core_decision_kept BEFORE UPDATE ON core_decision BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER core_decision_held BEFORE DELETE ON core_decision BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- @pg
CREATE TRIGGER core_decision_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON core_decision
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- @all
CREATE TABLE core_series (
    municipality_id BIGINT NOT NULL,
    series TEXT NOT NULL,
    year BIGINT NOT NULL,
    last_no BIGINT NOT NULL,
    PRIMARY KEY (municipality_id, series, year)
);
CREATE TABLE core_audit (
    municipality_id BIGINT NOT NULL,
    no BIGINT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (municipality_id, no)
);
CREATE TABLE core_user (
    municipality_id BIGINT NOT NULL,
    user_id BYTEA NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    password TEXT,
    failures BIGINT NOT NULL,
    wait_until TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, user_id),
    UNIQUE (municipality_id, login)
);
CREATE TABLE core_session (
    municipality_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    csrf TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    idle_until TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, token_hash),
    FOREIGN KEY (municipality_id, user_id) REFERENCES core_user (municipality_id, user_id)
);
CREATE INDEX core_session_user ON core_session (municipality_id, user_id);
CREATE TABLE core_role (
    municipality_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (municipality_id, role)
);
CREATE TABLE core_role_right (
    municipality_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    right_code TEXT NOT NULL,
    PRIMARY KEY (municipality_id, role, right_code),
    FOREIGN KEY (municipality_id, role) REFERENCES core_role (municipality_id, role)
);
CREATE TABLE core_user_role (
    municipality_id BIGINT NOT NULL,
    user_id BYTEA NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (municipality_id, user_id, role),
    FOREIGN KEY (municipality_id, user_id) REFERENCES core_user (municipality_id, user_id),
    FOREIGN KEY (municipality_id, role) REFERENCES core_role (municipality_id, role)
);
CREATE TABLE core_setting (
    municipality_id BIGINT NOT NULL,
    setting TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    value TEXT NOT NULL,
    basis TEXT NOT NULL,
    PRIMARY KEY (municipality_id, setting, valid_from)
);
CREATE TABLE core_task (
    municipality_id BIGINT NOT NULL,
    task_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    finding TEXT NOT NULL,
    right_code TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    closed_at TEXT,
    closed_by TEXT,
    note TEXT,
    PRIMARY KEY (municipality_id, task_id)
);
CREATE UNIQUE INDEX core_task_open ON core_task (municipality_id, kind, subject) WHERE open;
CREATE TABLE core_job (
    municipality_id BIGINT NOT NULL,
    job_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    args TEXT NOT NULL,
    state TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    result TEXT,
    attempts BIGINT NOT NULL,
    actor TEXT NOT NULL,
    created_at TEXT NOT NULL,
    alive_until TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (municipality_id, job_id)
);
CREATE INDEX core_job_state ON core_job (municipality_id, state, created_at);
CREATE TABLE core_outbox (
    municipality_id BIGINT NOT NULL,
    no BIGINT NOT NULL,
    channel TEXT NOT NULL,
    message_key TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    next_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (municipality_id, no),
    UNIQUE (municipality_id, channel, message_key)
);
CREATE INDEX core_outbox_due ON core_outbox (municipality_id, state, next_at);
CREATE TABLE core_outbox_evidence (
    municipality_id BIGINT NOT NULL,
    no BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    recorded_at TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (municipality_id, no, attempt)
);
-- @sqlite
CREATE TRIGGER core_audit_kept BEFORE UPDATE ON core_audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER core_audit_held BEFORE DELETE ON core_audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER core_evidence_kept BEFORE UPDATE ON core_outbox_evidence BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER core_evidence_held BEFORE DELETE ON core_outbox_evidence BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- @pg
CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$;
CREATE TRIGGER core_audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON core_audit
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER core_evidence_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON core_outbox_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

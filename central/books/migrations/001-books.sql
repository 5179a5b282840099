-- @all
CREATE TABLE books_chart (
    municipality_id BIGINT NOT NULL,
    chart TEXT NOT NULL,
    used_for TEXT NOT NULL,
    title TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    basis TEXT NOT NULL,
    PRIMARY KEY (municipality_id, used_for, valid_from)
);
CREATE TABLE books_account (
    municipality_id BIGINT NOT NULL,
    ledger TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    normal_side TEXT NOT NULL,
    posting BOOLEAN NOT NULL,
    party BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    verified TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (municipality_id, ledger, code)
);
CREATE TABLE books_ka_code (
    municipality_id BIGINT NOT NULL,
    side TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    verified TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (municipality_id, side, code)
);
CREATE TABLE books_mapping (
    municipality_id BIGINT NOT NULL,
    from_chart TEXT NOT NULL,
    from_code TEXT NOT NULL,
    to_account TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    kind TEXT NOT NULL,
    verified TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (municipality_id, from_chart, from_code, to_account, valid_from)
);
CREATE TABLE books_role (
    municipality_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    ledger TEXT NOT NULL,
    account TEXT NOT NULL,
    basis TEXT NOT NULL,
    verified TEXT NOT NULL,
    PRIMARY KEY (municipality_id, role, valid_from),
    FOREIGN KEY (municipality_id, ledger, account) REFERENCES books_account (municipality_id, ledger, code)
);
CREATE TABLE books_head (
    municipality_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    section BIGINT NOT NULL,
    current BOOLEAN NOT NULL,
    last_no BIGINT NOT NULL,
    link BYTEA NOT NULL,
    PRIMARY KEY (municipality_id, year, section)
);
CREATE UNIQUE INDEX books_head_current ON books_head (municipality_id, year) WHERE current;
CREATE TABLE books_period (
    municipality_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    period BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (municipality_id, year, period)
);
CREATE TABLE books_period_exception (
    municipality_id BIGINT NOT NULL,
    exception_id BYTEA NOT NULL,
    year BIGINT NOT NULL,
    period BIGINT NOT NULL,
    actor TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, exception_id)
);
CREATE INDEX books_period_exception_period ON books_period_exception (municipality_id, year, period);
CREATE TABLE books_entry (
    municipality_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    section BIGINT NOT NULL,
    no BIGINT NOT NULL,
    period BIGINT NOT NULL,
    event_date TEXT NOT NULL,
    accounting_date TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_key TEXT NOT NULL,
    rule TEXT NOT NULL,
    text TEXT NOT NULL,
    actor TEXT NOT NULL,
    reverses_year BIGINT,
    reverses_section BIGINT,
    reverses_no BIGINT,
    request_hash BYTEA NOT NULL,
    link BYTEA NOT NULL,
    PRIMARY KEY (municipality_id, year, section, no),
    UNIQUE (municipality_id, source_kind, source_key),
    UNIQUE (municipality_id, reverses_year, reverses_section, reverses_no)
);
CREATE INDEX books_entry_date ON books_entry (municipality_id, accounting_date);
CREATE TABLE books_line (
    municipality_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    section BIGINT NOT NULL,
    no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    period BIGINT NOT NULL,
    accounting_date TEXT NOT NULL,
    ledger TEXT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    budget_code TEXT,
    party_id BYTEA,
    document TEXT,
    PRIMARY KEY (municipality_id, year, section, no, line),
    FOREIGN KEY (municipality_id, year, section, no) REFERENCES books_entry (municipality_id, year, section, no),
    CHECK ((debit > 0 AND credit = 0) OR (debit = 0 AND credit > 0))
);
CREATE INDEX books_line_account ON books_line (municipality_id, ledger, account, accounting_date);
CREATE INDEX books_line_party ON books_line (municipality_id, party_id, account);
CREATE INDEX books_line_document ON books_line (municipality_id, document);
CREATE TABLE books_balance (
    municipality_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    ledger TEXT NOT NULL,
    account TEXT NOT NULL,
    budget_code TEXT NOT NULL,
    period BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    PRIMARY KEY (municipality_id, year, ledger, account, budget_code, period)
);
CREATE TABLE books_published (
    municipality_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    section BIGINT NOT NULL,
    no BIGINT NOT NULL,
    link BYTEA NOT NULL,
    published_at TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality_id, year, section, no)
);
-- @sqlite
CREATE TRIGGER books_entry_kept BEFORE UPDATE ON books_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER books_entry_held BEFORE DELETE ON books_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER books_line_kept BEFORE UPDATE ON books_line BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER books_line_held BEFORE DELETE ON books_line BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER books_published_kept BEFORE UPDATE ON books_published BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER books_published_held BEFORE DELETE ON books_published BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- @pg
CREATE TRIGGER books_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON books_entry
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER books_line_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON books_line
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER books_published_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON books_published
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

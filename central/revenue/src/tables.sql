-- The common machine of revenue: who owes, what is owed, in which list it was certified, what was paid for it.
-- Nothing here is a balance that could disagree with the books: `collected` and `assessed` are written in the
-- same transaction as the posting that made them true.
-- @all
CREATE TABLE revenue_person (
    municipality_id BIGINT NOT NULL,
    person_id BYTEA NOT NULL,
    code TEXT,
    afm TEXT,
    surname TEXT NOT NULL,
    first_name TEXT NOT NULL,
    father TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT,
    place TEXT,
    phone TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, person_id)
);
CREATE UNIQUE INDEX revenue_person_code ON revenue_person (municipality_id, code);
CREATE UNIQUE INDEX revenue_person_afm ON revenue_person (municipality_id, afm);

CREATE TABLE revenue_line (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    source TEXT NOT NULL,
    scope_id BYTEA NOT NULL,
    number TEXT NOT NULL,
    rf TEXT NOT NULL,
    title TEXT NOT NULL,
    object TEXT,
    person_id BYTEA,
    debtor_name TEXT NOT NULL,
    event_on TEXT NOT NULL,
    principal BIGINT NOT NULL,
    reduced BIGINT,
    reduced_until TEXT,
    certify_from TEXT,
    stands BOOLEAN NOT NULL,
    budget_code TEXT NOT NULL,
    basis TEXT NOT NULL,
    state TEXT NOT NULL,
    collected BIGINT NOT NULL,
    assessed BIGINT NOT NULL,
    list_id BIGINT,
    certified_on TEXT,
    due_on TEXT,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE UNIQUE INDEX revenue_line_rf ON revenue_line (municipality_id, rf);
CREATE UNIQUE INDEX revenue_line_number ON revenue_line (municipality_id, source, number);
CREATE INDEX revenue_line_person ON revenue_line (municipality_id, person_id);
CREATE INDEX revenue_line_state ON revenue_line (municipality_id, source, state, certify_from);

CREATE TABLE revenue_list (
    municipality_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    lines BIGINT NOT NULL,
    total BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    approved_at TEXT,
    approved_by TEXT,
    seal BYTEA,
    entry TEXT,
    PRIMARY KEY (municipality_id, list_id)
);

CREATE TABLE revenue_payment (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    number TEXT NOT NULL,
    rf TEXT,
    pays_number TEXT,
    budget_code TEXT,
    text TEXT NOT NULL,
    means TEXT NOT NULL,
    amount BIGINT NOT NULL,
    paid_on TEXT NOT NULL,
    scope_id BYTEA NOT NULL,
    outcome TEXT NOT NULL,
    paid_doc_id BYTEA,
    principal BIGINT NOT NULL,
    surcharge BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    assessed BIGINT NOT NULL,
    taken_back BIGINT NOT NULL,
    state_before TEXT,
    cancelled BOOLEAN NOT NULL,
    PRIMARY KEY (municipality_id, doc_id, line_no)
);
CREATE INDEX revenue_payment_paid ON revenue_payment (municipality_id, paid_doc_id);
CREATE INDEX revenue_payment_outcome ON revenue_payment (municipality_id, outcome, rf);

-- Debts that were certified by the old program and are carried over: what the books here need to know of their past.
-- @all
CREATE TABLE revenue_carried (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    born_year BIGINT NOT NULL,
    class TEXT NOT NULL,
    list_no TEXT NOT NULL,
    old_surcharge BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE INDEX revenue_carried_class ON revenue_carried (municipality_id, class, born_year);

CREATE TABLE revenue_carried_codebtor (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    person_id BYTEA NOT NULL,
    old_code TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id, person_id)
);

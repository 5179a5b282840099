-- One person under two ids, and the names a person is known by.
-- A merge moves nothing: a redirect says under whose id a person is found, so that taking it away restores everything.
-- What people did is kept in events that never change.
-- @all
CREATE TABLE revenue_person_redirect (
    municipality_id BIGINT NOT NULL,
    person_id BYTEA NOT NULL,
    into_id BYTEA NOT NULL,
    event_no BIGINT NOT NULL,
    PRIMARY KEY (municipality_id, person_id)
);
CREATE INDEX revenue_person_redirect_into ON revenue_person_redirect (municipality_id, into_id);

CREATE TABLE revenue_person_event (
    municipality_id BIGINT NOT NULL,
    event_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    person_id BYTEA NOT NULL,
    other_id BYTEA NOT NULL,
    reason TEXT NOT NULL,
    figures TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (municipality_id, event_no)
);
CREATE INDEX revenue_person_event_person ON revenue_person_event (municipality_id, person_id);
CREATE INDEX revenue_person_event_other ON revenue_person_event (municipality_id, other_id);

CREATE TABLE revenue_person_alias (
    municipality_id BIGINT NOT NULL,
    person_id BYTEA NOT NULL,
    alias_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    dropped BOOLEAN NOT NULL,
    PRIMARY KEY (municipality_id, person_id, alias_no)
);
ALTER TABLE revenue_person ADD COLUMN name_key TEXT;
CREATE INDEX revenue_person_name_key ON revenue_person (municipality_id, name_key);
-- @sqlite
CREATE TRIGGER revenue_person_event_kept BEFORE UPDATE ON revenue_person_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER revenue_person_event_held BEFORE DELETE ON revenue_person_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- @pg
CREATE TRIGGER revenue_person_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON revenue_person_event
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

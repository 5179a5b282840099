-- What was brought in from old programs: every row by its own key there, so that a second run changes nothing.
-- @all
CREATE TABLE import_key (
    municipality_id BIGINT NOT NULL,
    target TEXT NOT NULL,
    code TEXT NOT NULL,
    hash BYTEA NOT NULL,
    id BYTEA NOT NULL,
    merged TEXT,
    PRIMARY KEY (municipality_id, target, code)
);
CREATE INDEX import_key_id ON import_key (municipality_id, id);

-- Signs by which a person is known again: hashes of folded names and addresses, no names.
CREATE TABLE import_match (
    municipality_id BIGINT NOT NULL,
    sign BYTEA NOT NULL,
    person_id BYTEA NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (municipality_id, sign)
);

-- Registers of old programs, checked and ready for the subsystem that keeps them: networks, connections, meters, parcels.
CREATE TABLE import_register (
    municipality_id BIGINT NOT NULL,
    register TEXT NOT NULL,
    code TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (municipality_id, register, code)
);

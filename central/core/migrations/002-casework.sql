-- What intake and the subsystems share without importing each other: reference records, leased legal numbers, private parts.
-- @all
CREATE TABLE core_record (
    municipality_id BIGINT NOT NULL,
    record_table TEXT NOT NULL,
    record_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    value TEXT,
    PRIMARY KEY (municipality_id, record_table, record_key)
);
CREATE INDEX core_record_version ON core_record (municipality_id, version);

CREATE TABLE core_lease_plan (
    municipality_id BIGINT NOT NULL,
    scope_id BYTEA NOT NULL,
    series TEXT NOT NULL,
    year BIGINT NOT NULL,
    prefix TEXT NOT NULL,
    rf_stem TEXT NOT NULL,
    first_no BIGINT NOT NULL,
    last_no BIGINT NOT NULL,
    next_no BIGINT NOT NULL,
    block BIGINT NOT NULL,
    PRIMARY KEY (municipality_id, scope_id, series, year)
);
CREATE UNIQUE INDEX core_lease_plan_prefix ON core_lease_plan (municipality_id, series, prefix, year);
CREATE UNIQUE INDEX core_lease_plan_rf ON core_lease_plan (municipality_id, rf_stem);

CREATE TABLE core_lease (
    municipality_id BIGINT NOT NULL,
    lease_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    series TEXT NOT NULL,
    year BIGINT NOT NULL,
    prefix TEXT NOT NULL,
    rf_stem TEXT NOT NULL,
    first_no BIGINT NOT NULL,
    last_no BIGINT NOT NULL,
    device_key BYTEA NOT NULL,
    incarnation BYTEA NOT NULL,
    granted_on TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (municipality_id, lease_id)
);
CREATE UNIQUE INDEX core_lease_numbers ON core_lease (municipality_id, series, prefix, year, first_no);
CREATE INDEX core_lease_device ON core_lease (municipality_id, device_key);

CREATE TABLE core_number (
    municipality_id BIGINT NOT NULL,
    series TEXT NOT NULL,
    prefix TEXT NOT NULL,
    year BIGINT NOT NULL,
    first_no BIGINT NOT NULL,
    last_no BIGINT NOT NULL,
    lease_id BYTEA NOT NULL,
    fate TEXT NOT NULL,
    doc_id BYTEA,
    reason TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, series, prefix, year, first_no)
);
CREATE INDEX core_number_lease ON core_number (municipality_id, lease_id);

CREATE TABLE core_private_part (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    part_id BYTEA NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (municipality_id, doc_id, part_id)
);

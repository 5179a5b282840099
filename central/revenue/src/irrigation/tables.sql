-- Reading books as the town hall reviews them, its decisions about held readings, bills of connections, production.
-- @all
CREATE TABLE irrigation_book (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    scope_id BYTEA NOT NULL,
    row_version BIGINT NOT NULL,
    number TEXT NOT NULL,
    meter TEXT NOT NULL,
    season TEXT NOT NULL,
    connection TEXT NOT NULL,
    network TEXT NOT NULL,
    stage TEXT NOT NULL,
    litres BIGINT NOT NULL,
    held BIGINT NOT NULL,
    estimated BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    folded TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id)
);
CREATE INDEX irrigation_book_connection ON irrigation_book (municipality_id, season, connection);

CREATE TABLE irrigation_reading (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    reading TEXT NOT NULL,
    meter TEXT NOT NULL,
    network TEXT NOT NULL,
    season TEXT NOT NULL,
    taken_on TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    arrived TEXT NOT NULL,
    keeper BYTEA NOT NULL,
    value TEXT NOT NULL,
    litres BIGINT NOT NULL,
    standing TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (municipality_id, doc_id, reading)
);
CREATE INDEX irrigation_reading_held ON irrigation_reading (municipality_id, standing, taken_at);

CREATE TABLE irrigation_bill (
    municipality_id BIGINT NOT NULL,
    connection TEXT NOT NULL,
    season TEXT NOT NULL,
    part BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    number TEXT NOT NULL,
    litres BIGINT NOT NULL,
    season_total BIGINT NOT NULL,
    due BIGINT NOT NULL,
    explained TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (municipality_id, season, connection, part)
);

CREATE TABLE irrigation_production (
    municipality_id BIGINT NOT NULL,
    season TEXT NOT NULL,
    network TEXT NOT NULL,
    litres BIGINT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (municipality_id, season, network)
);

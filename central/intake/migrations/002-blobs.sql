-- Blobs: pictures, scans and PDFs that admitted events name. A row is there before its content; whole when it holds all chunks.
-- @all
CREATE TABLE intake_blob (
    municipality_id BIGINT NOT NULL,
    doc_id BYTEA NOT NULL,
    blob_id BYTEA NOT NULL,
    blob_no BIGINT NOT NULL,
    scope_id BYTEA NOT NULL,
    part_id BYTEA NOT NULL,
    media TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    list BYTEA,
    erased BOOLEAN NOT NULL,
    named_at TEXT NOT NULL,
    arrived_at TEXT,
    PRIMARY KEY (municipality_id, doc_id, blob_id)
);
CREATE UNIQUE INDEX intake_blob_no ON intake_blob (municipality_id, blob_no);

CREATE TABLE intake_blob_chunk (
    municipality_id BIGINT NOT NULL,
    blob_no BIGINT NOT NULL,
    chunk_no BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (municipality_id, blob_no, chunk_no)
);

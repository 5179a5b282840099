-- What a user's desk keeps: views of lists by name, files that jobs made.
-- @all
CREATE TABLE core_saved_view (
    municipality_id BIGINT NOT NULL,
    user_id BYTEA NOT NULL,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    usual BOOLEAN NOT NULL,
    PRIMARY KEY (municipality_id, user_id, list, name)
);
CREATE TABLE core_job_file (
    municipality_id BIGINT NOT NULL,
    job_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (municipality_id, job_id)
);

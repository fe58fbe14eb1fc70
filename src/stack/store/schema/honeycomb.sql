-- Datasets are named by the first event that they get; case does not tell them apart.
CREATE TABLE honeycomb_datasets (
    id              INTEGER PRIMARY KEY,
    slug            TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    created_ms      INTEGER NOT NULL,
    last_written_ms INTEGER NOT NULL
) STRICT;

-- Events as JSON, one a line, compressed.
CREATE TABLE honeycomb_blocks (
    id         INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES honeycomb_datasets (id) ON DELETE CASCADE,
    min_ms     INTEGER NOT NULL,
    max_ms     INTEGER NOT NULL,
    -- when it was taken: what retention goes by; ascends with the id
    received   INTEGER NOT NULL,
    events     INTEGER NOT NULL,
    payload    BLOB    NOT NULL
) STRICT;

CREATE INDEX honeycomb_blocks_by_time ON honeycomb_blocks (dataset_id, max_ms);

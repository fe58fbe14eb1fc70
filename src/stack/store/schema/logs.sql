-- CloudWatch Logs. Ids are never used twice: a deleted group's blocks are removed
-- later, and must not come back as another group's.
CREATE TABLE log_groups (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    name           TEXT NOT NULL UNIQUE,
    created_ms     INTEGER NOT NULL,
    class          TEXT NOT NULL,
    kms_key_id     TEXT,
    retention_days INTEGER,
    protected      INTEGER NOT NULL DEFAULT 0,
    -- as AWS counts: the bytes of the messages and 26 an event
    stored_bytes   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE log_tags (
    group_id INTEGER NOT NULL REFERENCES log_groups (id) ON DELETE CASCADE,
    key      TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (group_id, key)
) WITHOUT ROWID, STRICT;

CREATE TABLE log_streams (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id          INTEGER NOT NULL REFERENCES log_groups (id) ON DELETE CASCADE,
    name              TEXT NOT NULL,
    created_ms        INTEGER NOT NULL,
    first_event_ms    INTEGER,
    last_event_ms     INTEGER,
    last_ingestion_ms INTEGER,
    UNIQUE (group_id, name)
) STRICT;
CREATE INDEX log_streams_by_time ON log_streams (group_id, last_event_ms, name);

-- The events of one PutLogEvents request, or of several that were merged into the row of
-- the last of them. No block spans more than a day, so that those
-- of a range of time are found by one end alone.
CREATE TABLE log_blocks (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id  INTEGER NOT NULL,
    stream_id INTEGER NOT NULL,
    min_ms    INTEGER NOT NULL,
    max_ms    INTEGER NOT NULL,
    received  INTEGER NOT NULL,  -- when it was taken, in milliseconds
    loose     INTEGER,           -- how often it was merged; nothing once it is large
    bytes     INTEGER NOT NULL,
    payload   BLOB NOT NULL
) STRICT;
CREATE INDEX log_blocks_forward ON log_blocks (group_id, min_ms, max_ms, stream_id);
CREATE INDEX log_blocks_backward ON log_blocks (group_id, max_ms, min_ms, stream_id);
CREATE INDEX log_blocks_of_stream_forward ON log_blocks (stream_id, min_ms, max_ms);
CREATE INDEX log_blocks_of_stream_backward ON log_blocks (stream_id, max_ms, min_ms);
CREATE INDEX log_blocks_loose ON log_blocks (stream_id, loose, min_ms) WHERE loose IS NOT NULL;

-- Deleted groups and streams whose blocks are still to be removed.
CREATE TABLE log_leftovers (
    group_id  INTEGER,
    stream_id INTEGER
) STRICT;

-- Metric filters and subscription filters.
CREATE TABLE log_filters (
    group_id   INTEGER NOT NULL REFERENCES log_groups (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    -- whether the pattern holds a regular expression: of these a group may have few
    has_regex  INTEGER NOT NULL,
    -- the rest as the API writes it
    body       TEXT    NOT NULL,
    PRIMARY KEY (group_id, kind, name)
) WITHOUT ROWID, STRICT;
CREATE INDEX log_filters_by_name ON log_filters (kind, name);

CREATE TABLE log_resource_policies (
    -- the ARN of a group, or nothing for a policy of the account
    resource   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    document   TEXT    NOT NULL,
    updated_ms INTEGER NOT NULL,
    revision   TEXT    NOT NULL,
    PRIMARY KEY (resource, name)
) WITHOUT ROWID, STRICT;

CREATE TABLE log_query_definitions (
    id           TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    modified_ms  INTEGER NOT NULL,
    -- the rest as the API writes it
    body         TEXT    NOT NULL,
    -- of the request that created it: the same request again creates no other
    client_token TEXT UNIQUE
) WITHOUT ROWID, STRICT;
CREATE INDEX log_query_definitions_by_name ON log_query_definitions (name, id);

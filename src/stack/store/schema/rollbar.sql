-- Error items and their occurrences. Times are epoch seconds, as in Rollbar's API.

-- Occurrences that are the same error in the same environment. The number that people
-- use (#12) is the id less 270000000: clients that take one for the other notice.
CREATE TABLE rollbar_items (
    id                         INTEGER PRIMARY KEY AUTOINCREMENT,
    environment                TEXT NOT NULL,
    hash                       TEXT NOT NULL,
    title                      TEXT NOT NULL,
    title_lock                 INTEGER NOT NULL DEFAULT 0,
    level                      TEXT NOT NULL,
    level_lock                 INTEGER NOT NULL DEFAULT 0,
    status                     TEXT NOT NULL DEFAULT 'active',
    platform                   TEXT,
    framework                  TEXT,
    first_occurrence_id        INTEGER,
    first_occurrence_timestamp INTEGER NOT NULL,
    activating_occurrence_id   INTEGER,
    last_activated_timestamp   INTEGER NOT NULL,
    last_resolved_timestamp    INTEGER,
    last_muted_timestamp       INTEGER,
    last_occurrence_id         INTEGER,
    last_occurrence_timestamp  INTEGER NOT NULL,
    total_occurrences          INTEGER NOT NULL DEFAULT 0,
    resolved_in_version        TEXT,
    assigned_user_id           INTEGER,
    UNIQUE (environment, hash)
) STRICT;

CREATE INDEX rollbar_items_by_time ON rollbar_items (last_occurrence_timestamp);

CREATE TABLE rollbar_occurrences (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id   INTEGER NOT NULL REFERENCES rollbar_items (id) ON DELETE CASCADE,
    uuid      TEXT NOT NULL UNIQUE,
    timestamp INTEGER NOT NULL,
    -- when it was taken: what retention goes by, because clients report old errors too
    received  INTEGER NOT NULL,
    -- the payload's `data` without secrets, JSON, compressed
    payload   BLOB NOT NULL
) STRICT;

CREATE INDEX rollbar_occurrences_by_item ON rollbar_occurrences (item_id, id);
CREATE INDEX rollbar_occurrences_by_received ON rollbar_occurrences (received);

INSERT INTO sqlite_sequence (name, seq)
VALUES ('rollbar_items', 270000000), ('rollbar_occurrences', 480000000000);

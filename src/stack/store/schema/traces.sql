-- One row a trace. The spans themselves are in trace_blocks, so that this table stays
-- narrow: it is scanned, and rewritten when more spans of a trace arrive.
CREATE TABLE traces (
    seq      INTEGER PRIMARY KEY,
    id       BLOB    NOT NULL UNIQUE,   -- 16 bytes
    start    INTEGER NOT NULL,          -- nanoseconds since the epoch
    end      INTEGER NOT NULL,
    spans    INTEGER NOT NULL,
    flags    INTEGER NOT NULL,          -- TraceFlags
    sources  INTEGER NOT NULL,          -- Sources
    next     INTEGER NOT NULL,          -- the number of the next block
    loose    INTEGER NOT NULL,          -- blocks that came after the first or after compaction
    -- when its first and its last block were taken, in milliseconds: what retention goes
    -- by, because clients send old spans too. The first ones ascend with seq.
    received INTEGER NOT NULL,
    renewed  INTEGER NOT NULL,
    entry    TEXT,
    services TEXT    NOT NULL           -- a JSON array
) STRICT;

CREATE INDEX traces_by_start ON traces (start);
CREATE INDEX traces_loose ON traces (loose) WHERE loose > 0;

-- place = traces.seq << 20 | number: the blocks of a trace are neighbours, and a new
-- trace is an append.
CREATE TABLE trace_blocks (
    place   INTEGER PRIMARY KEY,
    source  INTEGER NOT NULL,
    payload BLOB    NOT NULL
) STRICT;

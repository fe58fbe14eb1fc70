-- What is configured in X-Ray, and what SDKs report of their sampling.
CREATE TABLE xray_groups (
    name          TEXT PRIMARY KEY,
    arn           TEXT NOT NULL UNIQUE,
    filter        TEXT NOT NULL,
    insights      INTEGER NOT NULL,
    notifications INTEGER NOT NULL
) STRICT;

-- The default rule has a row only once it was changed.
CREATE TABLE xray_rules (
    name     TEXT PRIMARY KEY,
    rule     TEXT NOT NULL,  -- as JSON, without its name and ARN
    created  INTEGER NOT NULL,  -- seconds since the epoch
    modified INTEGER NOT NULL
) STRICT;

CREATE TABLE xray_tags (
    arn   TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (arn, key)
) WITHOUT ROWID, STRICT;

-- Reports of a client on a rule, added up over ten seconds.
CREATE TABLE xray_sampling (
    since    INTEGER NOT NULL,  -- seconds since the epoch
    rule     TEXT NOT NULL,
    client   TEXT NOT NULL,
    requests INTEGER NOT NULL,
    sampled  INTEGER NOT NULL,
    borrowed INTEGER NOT NULL,
    PRIMARY KEY (since, rule, client)
) WITHOUT ROWID, STRICT;

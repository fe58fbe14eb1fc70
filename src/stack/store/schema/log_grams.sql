-- What the messages of a block cannot contain; made behind ingest, so not every block has it.
CREATE TABLE log_grams (
    block_id INTEGER PRIMARY KEY REFERENCES log_blocks (id) ON DELETE CASCADE,
    grams    BLOB NOT NULL
) STRICT;
-- A filter of other events than the block's would hide some.
CREATE TRIGGER log_grams_of_other_events AFTER UPDATE OF payload ON log_blocks BEGIN
    DELETE FROM log_grams WHERE block_id = old.id;
END;

-- Who sent what, as a digest: entries of one letter meet by it and it names nobody.
-- @all
ALTER TABLE protocol_row ADD COLUMN twin_key TEXT NOT NULL DEFAULT '';
CREATE INDEX protocol_row_twins ON protocol_row (municipality_id, twin_key, day);

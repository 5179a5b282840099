-- What of a line is VAT and what belongs to a third party: posted to roles of their own.
-- @all
ALTER TABLE revenue_line ADD COLUMN vat BIGINT NOT NULL DEFAULT 0;
ALTER TABLE revenue_line ADD COLUMN third_party BIGINT NOT NULL DEFAULT 0;

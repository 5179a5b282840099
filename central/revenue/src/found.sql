-- What persons are found by, in order: a search among two hundred thousand reads this alone, and stops when its page is full.
-- PostgreSQL reads the table, which is not encrypted there; its index would refuse the words of a person of many names.
-- @sqlite
CREATE INDEX revenue_person_found ON revenue_person (municipality_id, search, person_id);

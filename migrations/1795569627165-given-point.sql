-- The point as it was given, before it was converted to lng and lat: {"lng", "lat", "system"}; null where none was given.
ALTER TABLE tickets ADD COLUMN given_point jsonb;
ALTER TABLE tickets ADD CONSTRAINT tickets_given_point_check CHECK (given_point IS NULL OR lng IS NOT NULL AND lat IS NOT NULL);

-- Who has helped in a building: found without passing over all that is still open there.
CREATE INDEX tickets_done_in_building ON tickets (building_id, id) WHERE outcome IS NOT NULL;

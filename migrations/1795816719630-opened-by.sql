-- What became of the calls that somebody took: their tickets, newest first. Of residents' own requests nobody asks so.
CREATE INDEX ticket_events_opened_by ON ticket_events (actor_id, ticket_id) WHERE type = 'opened' AND actor_id IS NOT NULL;

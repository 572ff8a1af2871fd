-- When the last thing that people did about the ticket happened: nothing can be told to have happened before it. What
-- dispatch did by itself does not count.
ALTER TABLE tickets ADD COLUMN last_happened_at timestamptz;
UPDATE tickets t SET last_happened_at = coalesce((
  SELECT e.happened_at FROM ticket_events e
   WHERE e.ticket_id = t.id AND NOT (e.actor_kind = 'system' AND (e.type LIKE 'offer\_%' OR e.type = 'nobody_free'))
   ORDER BY e.version DESC LIMIT 1), t.opened_at);
ALTER TABLE tickets ALTER COLUMN last_happened_at SET NOT NULL;

-- Who took it: it stays with the first.
ALTER TABLE tickets ADD COLUMN taken_by_id uuid;
ALTER TABLE tickets ADD CONSTRAINT tickets_taken_by_id_fkey FOREIGN KEY (taken_by_id) REFERENCES accounts (id);
UPDATE tickets t SET taken_by_id = (
  SELECT e.actor_id FROM ticket_events e WHERE e.ticket_id = t.id AND e.type = 'taken' ORDER BY e.version DESC LIMIT 1);

-- A board shows what is not over, newest first: its length does not depend on how much is.
CREATE INDEX tickets_station_live ON tickets (station_id, id)
  WHERE state IN ('triage', 'open', 'assigned', 'in_progress', 'on_hold', 'resolved');

-- A place of a ticket that is being worked on: what its helper carries is counted by it, however much they have done.
ALTER TABLE crew_places ADD COLUMN live boolean NOT NULL DEFAULT true;
UPDATE crew_places c SET live = false FROM tickets t
 WHERE t.id = c.ticket_id AND t.state IN ('resolved', 'closed', 'cancelled', 'merged');
CREATE INDEX crew_places_carried ON crew_places (helper_id) WHERE live AND helper_id IS NOT NULL;
CREATE INDEX offers_carried ON offers (helper_id) WHERE state = 'offered';

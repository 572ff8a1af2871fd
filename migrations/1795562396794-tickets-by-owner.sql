-- Whoever owns a ticket sees it for a week after it has closed: found by the owner in any state.
DROP INDEX tickets_owner;
CREATE INDEX tickets_owner ON tickets (owner_id, id) WHERE owner_id IS NOT NULL;

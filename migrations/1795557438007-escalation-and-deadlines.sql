-- Other seconds for a raised urgency: {"urgent": {"acceptSeconds", "resolveSeconds"}, "critical": …}. Null: the category's own.
ALTER TABLE categories ADD COLUMN deadlines jsonb,
  ADD CONSTRAINT categories_deadlines_check CHECK (
    deadlines IS NULL OR jsonb_typeof(deadlines) = 'object'
    AND coalesce((deadlines #>> '{urgent,resolveSeconds}')::int >= (deadlines #>> '{urgent,acceptSeconds}')::int, true)
    AND coalesce((deadlines #>> '{critical,resolveSeconds}')::int >= (deadlines #>> '{critical,acceptSeconds}')::int, true));

ALTER TABLE tickets
  -- the time that the present owner has before it goes one up
  ADD COLUMN owner_due            timestamptz,
  ADD COLUMN owner_missed_at      timestamptz,
  -- when the deadline is near; null once that was told
  ADD COLUMN accept_near          timestamptz,
  ADD COLUMN resolve_near         timestamptz,
  ADD COLUMN accept_missed_at     timestamptz,
  ADD COLUMN resolve_missed_at    timestamptz,
  -- when these clocks need looking at next; null: nothing is to come
  ADD COLUMN clock_at             timestamptz,
  -- holds of this round
  ADD COLUMN holds                int NOT NULL DEFAULT 0,
  -- a hold that waits for approval: until when, who asked; the approver stays named while it lasts
  ADD COLUMN hold_requested_until timestamptz,
  ADD COLUMN hold_requested_by    uuid,
  ADD COLUMN hold_approver_id     uuid,
  ADD CONSTRAINT tickets_escalation_level_check CHECK (escalation_level BETWEEN 0 AND 4),
  ADD CONSTRAINT tickets_hold_requested_by_fkey FOREIGN KEY (hold_requested_by) REFERENCES accounts (id),
  ADD CONSTRAINT tickets_hold_approver_id_fkey FOREIGN KEY (hold_approver_id) REFERENCES accounts (id),
  ADD CONSTRAINT tickets_hold_requested_check CHECK (
    hold_requested_until IS NULL OR hold_requested_by IS NOT NULL AND hold_approver_id IS NOT NULL);

-- What was open before: its owner has until it is to be resolved, or a day from now.
UPDATE tickets SET owner_due = greatest(resolve_due, now() + interval '1 day'),
    accept_near = accept_due - 0.2 * (accept_due - opened_at), resolve_near = resolve_due - 0.2 * (resolve_due - round_started_at)
  WHERE state IN ('triage', 'open', 'assigned', 'in_progress', 'on_hold');
UPDATE tickets SET clock_at = least(resolve_near, owner_due, CASE WHEN accepted_at IS NULL THEN accept_near END)
  WHERE state IN ('triage', 'open', 'assigned', 'in_progress');

CREATE INDEX tickets_clock_at ON tickets (clock_at) WHERE clock_at IS NOT NULL;
CREATE INDEX tickets_hold_approver ON tickets (hold_approver_id, id) WHERE hold_approver_id IS NOT NULL;
-- The board of the station that a ticket left hears of it.
CREATE INDEX ticket_events_handed_over ON ticket_events ((changes ->> 'fromStationId'), xid) WHERE type = 'handed_over';

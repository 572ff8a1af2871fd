-- Call-back lists are read oldest first: what waits for a word of the resident, and what was confirmed for them.
CREATE INDEX tickets_to_confirm ON tickets (resolved_at, id) WHERE state = 'resolved';
CREATE INDEX tickets_to_check ON tickets (closed_at, id) WHERE state = 'closed' AND confirmation IN ('call_back', 'slip');

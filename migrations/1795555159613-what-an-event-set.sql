-- What the event set on the ticket's row, by the names of the row's fields in the code, with its crew places: enough to
-- build the row again from its events. Null: recorded before this was kept. Ids, codes and times only.
ALTER TABLE ticket_events ADD COLUMN sets jsonb;

-- How far facts of events from before there were facts have come: tickets up to `filled_to` have theirs (null: all have). Until
-- then figures of days before `facts_from` may lack some; afterwards those up to `left_out_to`, where a record is too old to be replayed.
ALTER TABLE figures_mark
  ADD COLUMN filled_to   uuid,
  ADD COLUMN facts_from  date,
  ADD COLUMN left_out_to date;
-- an old process may write events without facts on the day of a deployment
UPDATE figures_mark SET filled_to = '00000000-0000-0000-0000-000000000000', facts_from = (now() AT TIME ZONE 'Asia/Shanghai')::date + 1
 WHERE EXISTS (SELECT FROM tickets);

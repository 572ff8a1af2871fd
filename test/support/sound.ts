/**
 * What may never be of tickets, crews, offers and helpers, whatever fails and however many act at once: as rows that are not
 * to be there. Holds at every moment, also while work is under way.
 */
export const UNSOUND = `
  WITH live AS (SELECT * FROM tickets WHERE state IN ('triage', 'open', 'assigned', 'in_progress', 'on_hold')),
       held AS (SELECT helper_id, ticket_id FROM crew_places WHERE live AND helper_id IS NOT NULL
                UNION ALL SELECT helper_id, ticket_id FROM offers WHERE state = 'offered')
  SELECT 'two live offers of one ticket to one helper' AS what, ticket_id AS id FROM offers
   WHERE state = 'offered' GROUP BY ticket_id, helper_id HAVING count(*) > 1
  UNION ALL
  SELECT 'one helper in two places of a crew', ticket_id FROM crew_places
   WHERE helper_id IS NOT NULL GROUP BY ticket_id, helper_id HAVING count(*) > 1
  UNION ALL
  SELECT 'asked and in the crew', o.ticket_id FROM offers o JOIN crew_places c USING (ticket_id, helper_id)
   WHERE o.state = 'offered'
  UNION ALL
  SELECT 'no owner or no clock', id FROM live WHERE owner_id IS NULL OR owner_due IS NULL
  UNION ALL
  SELECT 'an offer that outlived its ticket', o.ticket_id FROM offers o
   WHERE o.state = 'offered' AND NOT EXISTS (SELECT 1 FROM live WHERE live.id = o.ticket_id)
  UNION ALL
  SELECT 'an offer of a full crew', o.ticket_id FROM offers o WHERE o.state = 'offered'
     AND NOT EXISTS (SELECT 1 FROM crew_places c WHERE c.ticket_id = o.ticket_id AND c.helper_id IS NULL)
  UNION ALL
  -- a job that comes back (没好) comes back to who did it, however much they carry by now
  SELECT 'over capacity', held.helper_id FROM held JOIN helpers ON helpers.id = held.helper_id
   WHERE NOT EXISTS (SELECT 1 FROM held h JOIN tickets t ON t.id = h.ticket_id
                      WHERE h.helper_id = held.helper_id AND t.rework > 0)
   GROUP BY held.helper_id, helpers.capacity HAVING count(*) > helpers.capacity
  UNION ALL
  SELECT 'accepted without one event', o.ticket_id FROM offers o WHERE o.state = 'accepted'
     AND 1 <> (SELECT count(*) FROM ticket_events e WHERE e.ticket_id = o.ticket_id AND e.type = 'offer_accepted'
                  AND e.changes ->> 'offerId' = o.id::text)`;

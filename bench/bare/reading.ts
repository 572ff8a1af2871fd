/** What is read for one ticket: its row, its crew, the words of the request, who asked and where; in one statement. */
export function ticketQuery(id: string) {
  return {
    name: 'ticket',
    text: `SELECT t.id, t.reference, t.state, t.version, t.opened_at AS "openedAt", t.accept_due AS "acceptDue",
                  t.resolve_due AS "resolveDue", t.rework, t.unit,
                  c.name AS "categoryName", s.name AS "stationName", b.name AS "buildingName", crew.crew, request.text,
                  octet_length(caller.phone_encrypted) AS phone, octet_length(caller.name_encrypted) AS name
             FROM tickets t
             JOIN categories c ON c.id = t.category_id
             LEFT JOIN stations s ON s.id = t.station_id
             LEFT JOIN buildings b ON b.id = t.building_id
             LEFT JOIN LATERAL (
               SELECT json_agg(json_build_object('id', p.id, 'skill', p.skill, 'helperId', p.helper_id, 'name', a.name)) AS crew
                 FROM crew_places p LEFT JOIN helpers h ON h.id = p.helper_id LEFT JOIN accounts a ON a.id = h.account_id
                WHERE p.ticket_id = t.id) crew ON true
             LEFT JOIN LATERAL (
               SELECT x.text FROM ticket_texts x WHERE x.ticket_id = t.id AND x.kind = 'request' LIMIT 1) request ON true
             LEFT JOIN LATERAL (
               SELECT r.phone_encrypted, r.name_encrypted FROM requesters q JOIN residents r ON r.id = q.resident_id
                WHERE q.ticket_id = t.id AND q.no = 1) caller ON true
            WHERE t.id = $1`,
    values: [id],
  };
}

/** The newest 50 of a station in these states, with how many of each crew have joined. */
export function boardQuery(stationId: string, states: string[]) {
  return {
    name: 'board',
    text: `SELECT t.id, t.reference, t.state, t.urgency, t.confidential, t.building_id AS "buildingId", t.unit,
                  t.opened_at AS "openedAt", t.accept_due AS "acceptDue", t.resolve_due AS "resolveDue", t.rework, t.version,
                  c.name AS "categoryName", a.name AS "ownerName", t.lng, t.lat, t.resolved_at AS "resolvedAt",
                  (SELECT coalesce(json_agg(json_build_object('helperId', h.id, 'name', m.name)), '[]')
                     FROM crew_places p JOIN helpers h ON h.id = p.helper_id JOIN accounts m ON m.id = h.account_id
                    WHERE p.ticket_id = t.id) AS crew,
                  (SELECT count(*)::int FROM crew_places p WHERE p.ticket_id = t.id) AS "crewSize",
                  (SELECT count(p.helper_id)::int FROM crew_places p WHERE p.ticket_id = t.id) AS "crewJoined"
             FROM tickets t
             JOIN categories c ON c.id = t.category_id
             LEFT JOIN accounts a ON a.id = t.owner_id
            WHERE t.station_id = $1 AND t.state = ANY ($2)
            ORDER BY t.id DESC LIMIT 50`,
    values: [stationId, states],
  };
}

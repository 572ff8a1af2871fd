import type { Material } from './materials/material.js';
import { totalsOf } from './materials/materials.policy.js';
import { MATERIALS_SELECT } from './materials/materials.store.js';
import type { MaterialsPart, TicketRef } from './views.dto.js';

/** What hangs on a ticket in tables beside its row, for who may read it. */
export interface Parts {
  /** the ticket that answers for this one */
  mergedInto: TicketRef | null;
  /** those that this one answers for */
  absorbed: TicketRef[];
  /** of the station's pad, where it was entered from one */
  slipNumber: string | null;
  materials: MaterialsPart;
}

export type SelectedParts = Omit<Parts, 'materials'> & { materials: Material[] };

/** Read with a ticket `t`, as JSON. */
export const PARTS_SELECT = `jsonb_build_object(
  'mergedInto', (SELECT jsonb_build_object('id', p.id, 'reference', p.reference) FROM tickets p WHERE p.id = t.merged_into),
  'absorbed', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'reference', m.reference) ORDER BY m.id), '[]')
                 FROM tickets m WHERE m.merged_into = t.id),
  'slipNumber', (SELECT s.number FROM paper_slips s WHERE s.ticket_id = t.id),
  'materials', ${MATERIALS_SELECT})`;

export const NO_PARTS: Parts = {
  mergedInto: null,
  absorbed: [],
  slipNumber: null,
  materials: { lines: [], totals: totalsOf([]) },
};

export function partsOf({ materials, ...parts }: SelectedParts): Parts {
  return { ...parts, materials: { lines: materials, totals: totalsOf(materials) } };
}

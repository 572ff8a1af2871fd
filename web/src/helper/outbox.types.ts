import type { Schemas } from '../api/client';
import type { Photo } from '../parts/photos';

/** What a helper does to a ticket, or says of themselves. */
export type Act =
  | { kind: 'accept'; ticketId: string; offerId: string }
  | { kind: 'decline'; ticketId: string; offerId: string; body: Schemas['DeclineInput'] }
  | { kind: 'start'; ticketId: string }
  | { kind: 'nobody_home'; ticketId: string; words: string }
  | { kind: 'photo'; ticketId: string; photo: Photo }
  | { kind: 'resolve'; ticketId: string; outcome: Schemas['ResolveInput']['outcome']; note: string }
  | { kind: 'comment'; ticketId: string; text: string }
  /** moments with the offset of the place */
  | { kind: 'appoint'; ticketId: string; from: string; to: string }
  | { kind: 'unappoint'; ticketId: string }
  | { kind: 'materials'; ticketId: string; items: Schemas['MaterialInput'][] }
  | { kind: 'material_cancel'; ticketId: string; materialId: string; reason: string }
  /** `available` null: by the roster again */
  | { kind: 'tap'; ticketId: null; available: boolean | null };

/**
 * An act that is not sent yet, or was refused. It holds ids, codes, and what the helper wrote or photographed themselves;
 * never what the API told of others: the telephone may be lost.
 */
export interface Entry {
  /** in the order in which they were made */
  no: number;
  /** of the POST: however often it is sent, it has its effect once */
  key: string;
  /** of the helper who did it: nobody else's session sends it */
  accountId: string;
  madeAt: string;
  reference: string | null;
  act: Act;
  /** the API's words, of what was refused when it was sent later */
  refused: string | null;
}

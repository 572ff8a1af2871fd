import { api, ask, type Answer } from '../api/client';
import { bytesOf } from '../parts/photos';
import type { Entry } from './outbox.types';

/** One try. A second one with the same entry does nothing again (docs/architecture.md: Idempotency-Key). */
export function sendEntry({ act, key }: Entry): Promise<Answer<unknown>> {
  const header = { 'Idempotency-Key': key };
  switch (act.kind) {
    case 'accept':
      return ask(api.POST('/offers/{id}/accept', { params: { header, path: { id: act.offerId } }, body: {} }));
    case 'decline':
      return ask(api.POST('/offers/{id}/decline', { params: { header, path: { id: act.offerId } }, body: act.body }));
    case 'start':
      return ask(api.POST('/tickets/{id}/start', { params: { header, path: { id: act.ticketId } }, body: {} }));
    case 'nobody_home':
      return ask(
        api.POST('/tickets/{id}/nobody-home', {
          params: { header, path: { id: act.ticketId } },
          body: act.words === '' ? {} : { words: act.words },
        }),
      );
    case 'photo':
      return ask(
        api.POST('/tickets/{id}/photos', {
          params: { header, path: { id: act.ticketId } },
          // the description knows a picture as text
          body: bytesOf(act.photo) as unknown as string,
          bodySerializer: (body) => body as unknown as Blob,
          headers: { 'content-type': 'image/jpeg' },
        }),
      );
    case 'resolve':
      return ask(
        api.POST('/tickets/{id}/resolve', {
          params: { header, path: { id: act.ticketId } },
          body: { outcome: act.outcome, note: act.note },
        }),
      );
    case 'comment':
      return ask(
        api.POST('/tickets/{id}/comments', {
          params: { header, path: { id: act.ticketId } },
          body: { text: act.text },
        }),
      );
    case 'appoint':
      return ask(
        api.POST('/tickets/{id}/appointment', {
          params: { header, path: { id: act.ticketId } },
          body: { from: act.from, to: act.to },
        }),
      );
    case 'unappoint':
      return ask(
        api.POST('/tickets/{id}/appointment/cancel', { params: { header, path: { id: act.ticketId } }, body: {} }),
      );
    case 'materials':
      return ask(
        api.POST('/tickets/{id}/materials', {
          params: { header, path: { id: act.ticketId } },
          body: { items: act.items },
        }),
      );
    case 'material_cancel':
      return ask(
        api.POST('/tickets/{id}/materials/{materialId}/cancel', {
          params: { header, path: { id: act.ticketId, materialId: act.materialId } },
          body: { reason: act.reason },
        }),
      );
    case 'tap': {
      const params = { path: { id: 'me' } };
      return act.available === null
        ? ask(api.DELETE('/helpers/{id}/availability', { params }))
        : ask(api.PUT('/helpers/{id}/availability', { params, body: { available: act.available } }));
    }
  }
}

import { inThread } from '../../platform/thread.js';
import type { CheckGiven } from './map-check.thread.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('the thread that checks a map', () => {
  it('tells who asked why it could not: no database is there', async () => {
    const given: CheckGiven = { url: 'postgres://127.0.0.1:9/none', mapId: NOBODY, today: '2026-01-01' };
    await expect(inThread('routing/maps/map-check.thread.js', given)).rejects.toThrow('ECONNREFUSED');
  });

  it('is told where there is no such thread', async () => {
    await expect(inThread('routing/maps/nothing.thread.js', {})).rejects.toThrow('nothing.thread.js');
  });
});

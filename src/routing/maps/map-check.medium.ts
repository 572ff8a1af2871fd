import { Threads } from '../../platform/threads.js';
import type { CheckGiven } from './map-check.thread.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('the thread that checks a map', () => {
  const threads = new Threads();
  afterAll(() => threads.stop());

  it('tells who asked why it could not: no database is there', async () => {
    const given: CheckGiven = { url: 'postgres://127.0.0.1:9/none', mapId: NOBODY, today: '2026-01-01' };
    const asked = () => threads.run('routing/maps/map-check.thread.js', given);
    await expect(asked()).rejects.toThrow('ECONNREFUSED');
    // and is there for who asks next
    await expect(asked()).rejects.toThrow('ECONNREFUSED');
  });

  it('is told where there is no such thread', async () => {
    await expect(threads.run('routing/maps/nothing.thread.js', {})).rejects.toThrow('nothing.thread.js');
  });
});

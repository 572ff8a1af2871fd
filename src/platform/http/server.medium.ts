import { once } from 'node:events';
import { connect } from 'node:net';
import { startTestApp, type TestApp } from '../../../test/support/harness.js';
import { Log } from '../log.js';

describe('what no endpoint ever sees', () => {
  let app: TestApp;
  const logged: [string, Record<string, unknown>][] = [];
  const info = Object.getOwnPropertyDescriptor(Log.prototype, 'info') as PropertyDescriptor;

  beforeAll(async () => {
    Object.assign(Log.prototype, { info: (...words: [string, Record<string, unknown>]) => logged.push(words) });
    app = await startTestApp();
  });
  beforeEach(() => {
    logged.length = 0;
  });
  afterAll(async () => {
    Object.defineProperties(Log.prototype, { info });
    await app.close();
  });

  /** The bytes as they are; everything that came back. */
  async function send(bytes: string): Promise<{ head: string; body: string }> {
    const { hostname, port } = new URL(app.baseUrl);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    const [head = '', body = ''] = text.split('\r\n\r\n');
    return { head, body };
  }
  const request = (line: string, ...headers: string[]) =>
    send([`${line} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n'));

  it.each([
    ['GET', '/%E0%A4%A', 400, 'malformed-address'],
    ['GET', '/%', 400, 'malformed-address'],
    ['GET', `/tickets/${'x'.repeat(5_000)}`, 414, 'address-too-long'],
    ['PUT', '/me', 404, 'no-such-endpoint'],
    ['PROPFIND', '/me', 404, 'no-such-endpoint'],
    ['TRACE', '/me', 404, 'no-such-endpoint'],
  ])('%s %.20s is a problem in the language asked for, with its id in the log', async (method, path, status, code) => {
    const { head, body } = await request(`${method} ${path}`, 'Accept-Language: en', 'X-Request-Id: known-to-me');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    for (const line of [
      'content-type: application/problem+json; charset=utf-8',
      'content-language: en',
      'x-request-id: known-to-me',
      'x-content-type-options: nosniff',
    ]) {
      expect(head.toLowerCase()).toContain(line);
    }
    expect(JSON.parse(body)).toMatchObject({ status, code, requestId: 'known-to-me' });
    const lines = logged.filter(([, members]) => members.requestId === 'known-to-me');
    expect(lines).toEqual([['request', expect.objectContaining({ method, route: 'none', status })]]);
  });

  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400, 'malformed-request'],
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed-request'],
    ['endless headers', `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ])('%s is a problem too', async (_what, bytes, status, code) => {
    const { head, body } = await send(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    const { requestId, ...problem } = JSON.parse(body);
    expect(problem).toMatchObject({ status, code });
    expect(head).toContain(`X-Request-Id: ${requestId}`);
    expect(logged.filter(([, members]) => members.requestId === requestId)).toHaveLength(1);
  });

  it('a picture is read where photos go, and nowhere else', async () => {
    const post = (path: string) => app.http.post(path).set('content-type', 'image/jpeg').send(Buffer.alloc(1_000_000));
    const answers = await Promise.all([
      post('/sessions'),
      post('/nowhere'),
      post('/tickets/00000000-0000-0000-0000-000000000000/photos'),
    ]);
    expect(answers.map(({ body }) => body.code)).toEqual([
      'unsupported-media-type',
      'no-such-endpoint',
      'not-signed-in',
    ]);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'a body of %s, which pages of other sites may send, is not read',
    async (type) => {
      const answer = await app.http.post('/sessions').set('content-type', type).send('phone=1').expect(415);
      expect(answer.body.code).toBe('unsupported-media-type');
    },
  );

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['a field of lists', `{"phone":${'['.repeat(60)}${']'.repeat(60)}}`],
    ['objects', '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)],
  ])('%s within each other to any depth are no body of ours', async (_what, json) => {
    const answer = await app.http.post('/sessions').set('content-type', 'application/json').send(json).expect(400);
    expect(answer.body.code).toBe('invalid-json');
  });

  it('a body that never ends its text is refused at once', async () => {
    const json = `{"a":"${'\\"'.repeat(120_000)}`;
    const begin = performance.now();
    await app.http.post('/sessions').set('content-type', 'application/json').send(json).expect(400);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});

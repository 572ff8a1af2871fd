import { createParser } from 'eventsource-parser';
import { eventually } from './stores.js';

export interface Message {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

/** A live stream as a browser would read it, over real HTTP. */
export interface Stream {
  messages: Message[];
  /** of messages `ticket`, in the order they came */
  eventIds(): string[];
  lastId(): string;
  /** Until a message fits; fails after `seconds`. */
  until(what: string, fits: (message: Message) => boolean, seconds?: number): Promise<Message>;
  /** once it is over: ended in order by the server, or cut */
  ended: Promise<'in order' | 'cut'>;
  close(): Promise<void>;
}

/** Waits for `ready`: from then on nothing is missed. */
export async function openStream(url: string, headers: Record<string, string>): Promise<Stream> {
  const abort = new AbortController();
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
  if (answer.status !== 200 || answer.body === null) throw new Error(`the stream answered ${answer.status}`);
  const messages: Message[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => messages.push({ id: id ?? '', type: event ?? '', data: JSON.parse(data) }),
  });
  const reading = read(answer.body, (text) => parser.feed(text));
  const stream: Stream = {
    messages,
    eventIds: () => messages.filter(({ type }) => type === 'ticket').map(({ data }) => String(data.eventId)),
    lastId: () => messages.at(-1)?.id ?? '',
    until: async (what, fits, seconds = 15) => {
      await eventually(what, () => messages.some(fits), seconds);
      return messages.find(fits) as Message;
    },
    ended: reading,
    close: async () => {
      abort.abort();
      await reading;
    },
  };
  await stream.until('ready', ({ type }) => type === 'ready');
  return stream;
}

async function read(body: ReadableStream<Uint8Array>, feed: (text: string) => void): Promise<'in order' | 'cut'> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) feed(decoder.decode(chunk, { stream: true }));
    return 'in order';
  } catch {
    return 'cut';
  }
}

import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './database/database.js';

/** What is published: the event's row is written by its feature in the same transaction; only ids travel. */
export interface PublishedEvent {
  id: string;
  type: string;
}

export interface Consumer {
  /** stable: outbox rows name it */
  name: string;
  /** the event types that it wants */
  types: readonly string[];
  /**
   * Handles a batch in the transaction that takes the rows off the outbox: what it writes happens exactly once. It
   * re-reads state by the ids, in no particular order.
   */
  handle(tx: Tx, eventIds: string[]): Promise<void>;
}

/** Transactional outbox: one row for each (event, consumer), in the transaction of the change. */
export class Outbox {
  private readonly consumers = new Map<string, Consumer>();

  register(consumer: Consumer): void {
    if (this.consumers.has(consumer.name)) throw new Error(`consumer '${consumer.name}' is registered twice`);
    this.consumers.set(consumer.name, consumer);
  }

  consumer(name: string): Consumer | undefined {
    return this.consumers.get(name);
  }

  async publish(tx: Tx, events: PublishedEvent[]): Promise<void> {
    const rows = events.flatMap((event) =>
      [...this.consumers.values()]
        .filter((consumer) => consumer.types.includes(event.type))
        .map((consumer) => ({ event: event.id, consumer: consumer.name })),
    );
    if (rows.length === 0) return;
    await tx.run('INSERT INTO outbox (event_id, consumer) SELECT * FROM unnest($1::uuid[], $2::text[])', [
      rows.map((row) => row.event),
      rows.map((row) => row.consumer),
    ]);
  }
}

/** A new id, in order of time. */
export function newId(): string {
  return uuidv7();
}

import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './database/database.js';
import type { Writer, Writing } from './database/statement.js';

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

  publish(writing: Writing, events: PublishedEvent[]): void {
    for (const { id, type } of events) {
      for (const consumer of this.consumers.values()) {
        if (consumer.types.includes(type)) writing.add(insertWaiting, { eventId: id, consumer: consumer.name });
      }
    }
  }
}

const insertWaiting: Writer<{ eventId: string; consumer: string }> = (statement, rows) => {
  statement.part(
    `INSERT INTO outbox (event_id, consumer) SELECT r."eventId", r.consumer
       FROM ${statement.rows(rows, 'r', { eventId: 'uuid', consumer: 'text' })}`,
  );
};

/** A new id, in order of time. */
export function newId(): string {
  return uuidv7();
}

/** No id that was made at this moment or later is smaller: how an index of ids is asked for what is new. */
export function firstIdAt(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

import { Injectable } from '@nestjs/common';
import { administersAll, pathsOf, type Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { Stations } from '../../stations/stations.js';
import {
  defaultOf,
  filled,
  LANGUAGES,
  sampleOf,
  TEXT_KEYS,
  variablesIn,
  type TextKey,
  type Variable,
} from './default-texts.js';

export type { TextKey, Variable } from './default-texts.js';

/** A text in the reader's language with what it names filled in. */
export type Say = (key: TextKey, language: Language, given?: Partial<Record<Variable, string>>) => string;

export interface MessageText {
  key: TextKey;
  language: Language;
  kind: 'sms' | 'reply';
  text: string;
  /** as it stands in the code */
  original: string;
  /** 0: nobody has ever worded it otherwise */
  version: number;
  changedAt: Date | null;
  changedBy: string | null;
  variables: { name: Variable; required: boolean; sample: string }[];
}

interface Row {
  key: TextKey;
  language: Language;
  /** null: the default again */
  text: string | null;
  version: number;
  changedAt: Date;
  changedBy: string;
}

const named = (names: readonly string[]): string => names.map((name) => `{${name}}`).join(' ');

/** What residents are told: defaults in the code, and what an administrator of the whole installation words otherwise. */
@Injectable()
export class MessageTexts {
  private kept: { version: string; texts: ReadonlyMap<string, string> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly stations: Stations,
    private readonly clock: Clock,
  ) {}

  /** From memory, as new as the caller's look at the directory (stations/directory.ts). */
  async current(sql: Sql): Promise<Say> {
    const { version } = this.stations;
    if (this.kept?.version !== version) {
      const rows = await this.rows(sql);
      const texts = new Map(
        rows.flatMap(({ key, language, text }) => (text === null ? [] : [[`${key} ${language}`, text] as const])),
      );
      this.kept = { version, texts };
    }
    const { texts } = this.kept;
    return (key, language, given = {}) => filled(texts.get(`${key} ${language}`) ?? defaultOf(key)[language], given);
  }

  /** All of them, in the order of the code. */
  async all(by: Actor): Promise<MessageText[] | Refusal<'administrators-only'>> {
    if (pathsOf(by, 'administrator').length === 0) return { refused: 'administrators-only' };
    const rows = await this.rows(this.database);
    return TEXT_KEYS.flatMap((key) =>
      LANGUAGES.map((language) =>
        viewOf(
          key,
          language,
          rows.find((row) => row.key === key && row.language === language),
        ),
      ),
    );
  }

  /** `text` null: the default again. `version`: the one that was looked at; where it has changed since, nothing is done. */
  async change(
    by: Actor,
    key: TextKey,
    language: Language,
    { text, version }: { text: string | null; version?: number },
  ): Promise<MessageText | Refusal> {
    if (!administersAll(by)) return { refused: 'whole-installation-only' };
    const { may, must } = defaultOf(key);
    const used = text === null ? must : variablesIn(text);
    const unknown = used.filter((name) => !may.some((each) => each === name));
    if (unknown.length > 0) {
      return { refused: 'text-names-unknown', field: 'text', args: { names: named(unknown), may: named(may) || '—' } };
    }
    const lacking = must.filter((name) => !used.includes(name));
    if (lacking.length > 0) return { refused: 'text-lacks', field: 'text', args: { names: named(lacking) } };
    return this.database.transaction(async (tx) => {
      const row = await tx.one<Row>(
        `INSERT INTO message_texts AS m (key, language, text, version, changed_at, changed_by)
         SELECT $1, $2, $3, 1, $4, $5 WHERE $6::int IS NULL OR $6 = 0 OR EXISTS (SELECT FROM message_texts WHERE key = $1 AND language = $2)
         ON CONFLICT (key, language) DO UPDATE
           SET text = excluded.text, version = m.version + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by
           WHERE $6::int IS NULL OR m.version = $6
         RETURNING ${COLUMNS}`,
        [key, language, text, this.clock.now(), by.accountId, version],
      );
      if (row === undefined) return { refused: 'changed-meanwhile' as const };
      // whoever asks next in this process sees it, too
      await this.stations.look(tx);
      return viewOf(key, language, row);
    });
  }

  private rows(sql: Sql): Promise<Row[]> {
    return sql.rows(`SELECT ${COLUMNS} FROM message_texts m`);
  }
}

const COLUMNS = 'm.key, m.language, m.text, m.version, m.changed_at AS "changedAt", m.changed_by AS "changedBy"';

function viewOf(key: TextKey, language: Language, row: Row | undefined): MessageText {
  const { kind, may, must, [language]: original } = defaultOf(key);
  const variables = may.map((name) => ({
    name,
    required: must.includes(name),
    sample: sampleOf(name, language),
  }));
  const { text = null, version = 0, changedAt = null, changedBy = null } = row ?? {};
  return { key, language, kind, text: text ?? original, original, version, changedAt, changedBy, variables };
}

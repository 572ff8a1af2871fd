import { pathsOf, type Actor } from '../../accounts/actor.js';

/** Who works on a map. */
export interface Importer {
  /** null: at the command line of the server */
  accountId: string | null;
  /** prefixes of the paths of areas within which they may change something; `['']` is everywhere, none is nothing */
  prefixes: string[];
}

export const AT_THE_SERVER: Importer = { accountId: null, prefixes: [''] };

export function importerOf(actor: Actor): Importer {
  return { accountId: actor.accountId, prefixes: pathsOf(actor, 'administrator') };
}

/** Are they over everything below these paths, the highest that there are? */
export function isOverAll(roots: string[], { prefixes }: Importer): boolean {
  return roots.every((root) => prefixes.some((prefix) => root.startsWith(prefix)));
}

import type { BookEntry } from '../../src/routing/addresses/address.types.js';

/** One spelling for the baselines: half-width, lower case, without spaces and signs; the same for what is asked. */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#-]/gu, '');
}

/** What a baseline compares with: the address, what is left of it without the areas, the name, the aliases. */
export function formsOf({ name, address, aliases, areas }: BookEntry): string[] {
  const bare = areas.reduce((left, area) => left.replace(area, ''), address);
  const forms = [address, bare, name, ...aliases].map(plain);
  // 5号楼 alone names nothing
  return [...new Set(forms)].filter((form) => form.length > 4);
}

/** How places are spelled before they are compared: one spelling for what is stored and for what is asked. */

const FULL_WIDTH = /[\uff01-\uff5e]/g;
const HALF_WIDTH_SHIFT = 0xfee0;

function halfWidth(text: string): string {
  return text.replace(FULL_WIDTH, (letter) => String.fromCharCode(letter.charCodeAt(0) - HALF_WIDTH_SHIFT));
}

/**
 * Half-width, lower case, without spaces; the ways to write a building's number become one: `10 #楼`, `10栋`, `１０幢` → `10号楼`.
 * `10楼` stays: it is a floor.
 */
export function spell(text: string): string {
  return halfWidth(text)
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/(\d)(?:#楼?|号?[栋幢])/g, '$1号楼');
}

/** All spellings of a building, each on a line of its own: a line's ends can be asked for. */
export function searchText(forms: string[]): string {
  return `\n${[...new Set(forms.map(spell))].join('\n')}\n`;
}

/** LIKE patterns and regular expressions over `searchText`. */
export interface PlaceSearch {
  /** every term must be met (LIKE) */
  patterns: string[];
  /** a spelling is all of it (LIKE) */
  exact: string;
  /** each term stands where no number is cut in two: `2号` is not in `12号` */
  wholes: string[];
  /** a spelling is the last term (LIKE) */
  named: string;
  /** a spelling ends with the last term */
  ending: string;
}

/**
 * `贮水山社区10号楼4单元` → 贮水山社区 and 10号楼. The last term is the nearest to the door, so the order of what is found goes by it;
 * the unit and what follows it tell the door, not the building.
 */
export function placeSearch(text: string): PlaceSearch {
  const half = halfWidth(text);
  const building = half.replace(/\s*[\d一二三四五六七八九十]+\s*单元.*$/s, '');
  const terms = (building.trim() === '' ? half : building)
    .replace(/\s+(?=[#号栋幢楼])/g, '')
    .split(/\s+/)
    .map(spell)
    .flatMap(splitAtRoad)
    .filter((term) => term !== '');
  const last = terms.at(-1) ?? '';
  return {
    patterns: terms.map((term) => `%${escapeLike(term)}%`),
    exact: `%\n${escapeLike(terms.join(''))}\n%`,
    wholes: terms.map(whole),
    named: `%\n${escapeLike(last)}\n%`,
    ending: `${whole(last)}\n`,
  };
}

/** `登州路10号楼` finds 登州路24号大院10号楼: what comes after a road's or a community's name is asked for by itself. */
function splitAtRoad(term: string): string[] {
  return term.split(/(?<=路|街道|社区|大院|小区)(?=\d)/);
}

/** Every spelling begins after a line break, so there is always a character before the term. */
function whole(term: string): string {
  const expression = term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return /^\d/.test(term) ? `[^0-9]${expression}` : expression;
}

export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

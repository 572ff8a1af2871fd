import { readings } from './roles.js';
import type { Piece } from './piece.js';

const NOTHING_BEFORE = { after: undefined, had: new Set<never>(), unitFollows: false };

/** 10号楼，不对，是12号楼: what was taken back is rest no more, it is nothing. 不是10号楼，是12号楼 as well. */
export function correct(pieces: readonly Piece[]): Piece[] {
  const kept = [...pieces];
  for (let at = 0; at < kept.length; at += 1) {
    if (kept[at]?.use !== 'correction') continue;
    const next = kept.findIndex((piece, place) => place > at && saysKind(piece) !== undefined);
    const kind = saysKind(kept[next]);
    if (kind === undefined) continue;
    const before = lastOf(kept, at, kind);
    if (before >= 0) {
      withdraw(kept, before, at);
      continue;
    }
    // 不是 before both; 应该是 and the others take back nothing that is still to come
    if (!kept[at]?.negates) continue;
    const second = kept.findIndex((piece, place) => place > next && saysKind(piece) === kind);
    const end = kept.findIndex((piece, place) => place > next && saysKind(piece) === undefined);
    if (second >= 0) withdraw(kept, next, end < 0 ? second : Math.min(end, second));
  }
  return kept;
}

/** From the one that was wrong up to the correction, parts of a place are fillers from now on. */
function withdraw(pieces: Piece[], from: number, to: number): void {
  for (let at = from; at < to; at += 1) {
    const piece = pieces[at];
    if (piece !== undefined && saysKind(piece) !== undefined) pieces[at] = { ...piece, use: 'filler' };
  }
}

function lastOf(pieces: readonly Piece[], before: number, kind: string): number {
  for (let at = before - 1; at >= 0; at -= 1) if (saysKind(pieces[at]) === kind) return at;
  return -1;
}

function saysKind(piece: Piece | undefined): string | undefined {
  if (piece?.use === 'name' && piece.named !== undefined) return `name ${piece.named.kind}`;
  if (piece?.use !== 'counted' || piece.counted === undefined) return undefined;
  const [[role] = []] = readings(piece.counted, NOTHING_BEFORE);
  return role === undefined ? undefined : `count ${role.kind}`;
}

import { isArea } from './kinds.js';
import type { Piece } from './piece.js';

/** Marks what is only near the place: 啤酒厂对面, 近辽宁路, 登州路小学旁边. */
export function markNear(pieces: Piece[]): void {
  pieces.forEach((piece, place) => {
    // 10号楼，就是那个对面
    let at = place;
    while (at > 0 && pieces[at - 1]?.use === 'filler') at -= 1;
    const before = pieces[at - 1];
    // 10号楼后面下水道堵了 is still the building's; 10号楼后面, and no more, is somewhere else
    const isTrouble = piece.use === 'beside-after' && before?.use === 'counted' && goesOn(pieces[place + 1]);
    if (piece.use === 'near-after' || (piece.use === 'beside-after' && !isTrouble)) {
      mark(pieces, before?.use === 'institution' ? at - 2 : at - 1);
    }
    // 小学门口，登州路24号: the door of something else, where a number follows
    if (piece.use === 'at-it' && before?.use !== 'counted' && pieces.some(isNumbered)) {
      mark(pieces, before?.use === 'institution' ? at - 2 : at - 1);
    }
    if (piece.use === 'near-before') mark(pieces, place + 1);
    // 登州路小学 is not on the road by being called so
    if (piece.use === 'institution' && before?.to === piece.from) mark(pieces, at - 1);
  });
}

function goesOn(next: Piece | undefined): boolean {
  return next?.use === 'rest' || next?.use === 'filler';
}

function isNumbered({ use, counted }: Piece): boolean {
  return use === 'counted' && (counted?.counter === 'number' || counted?.counter === 'building');
}

/** What is at this place, with the names right before it: 登州路啤酒厂, 登州路24号. */
function mark(pieces: readonly Piece[], at: number): void {
  const piece = pieces[at];
  if (piece === undefined || (piece.use !== 'name' && piece.use !== 'counted')) return;
  if (piece.named !== undefined && isArea(piece.named.kind)) return;
  piece.near = true;
  if (pieces[at - 1]?.to === piece.from) mark(pieces, at - 1);
}

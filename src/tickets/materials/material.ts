export const PAYERS = ['resident', 'station', 'street', 'helper', 'donated'] as const;
export type Payer = (typeof PAYERS)[number];

export interface MaterialGiven {
  name: string;
  quantity: number;
  unit: string;
  /** of the whole line, in fen */
  cost: number;
  paidBy: Payer;
}

export interface Material extends Omit<MaterialGiven, 'name'> {
  id: string;
  /** null once erased */
  name: string | null;
  /** a line that was wrong: it stays, and counts in no total */
  cancelled: boolean;
}

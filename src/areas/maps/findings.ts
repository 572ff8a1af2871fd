import { FINDING_CODES, type Finding, type FindingCode, type Severity } from './map-check.types.js';

const SEVERITY: Record<FindingCode, Severity> = {
  'no-boundary': 'error',
  'bad-position': 'error',
  'ring-too-short': 'error',
  'ring-not-closed': 'error',
  'ring-without-area': 'error',
  'self-crossing': 'error',
  'hole-outside': 'error',
  'parts-overlap': 'warning',
  'touches-itself': 'warning',
  winding: 'repaired',
  altitude: 'repaired',
  'repeated-positions': 'repaired',
  'duplicate-code': 'error',
  'parent-missing': 'error',
  'unknown-parent': 'error',
  'wrong-level': 'error',
  'unknown-station': 'error',
  'no-station': 'warning',
  'outside-parent': 'warning',
  overlap: 'warning',
  gap: 'warning',
  'gap-between': 'warning',
  'duplicate-building': 'error',
  'unknown-grid': 'error',
  'building-without-place': 'error',
  'building-outside-grid': 'warning',
  'building-in-no-grid': 'warning',
};
const ORDER: readonly Severity[] = ['error', 'warning', 'repaired'];

type Told = Omit<Finding, 'severity' | 'more'> & { severity?: Severity };

/** What a check finds; of one code and severity no more than `most` are kept, the others are counted. */
export class Findings {
  private readonly kept = new Map<string, Finding[]>();

  constructor(private readonly most: number) {}

  /** Where the code alone does not settle the severity, it is told along. */
  tell({ severity, ...told }: Told): void {
    const finding: Finding = { ...told, severity: severity ?? SEVERITY[told.code] };
    const key = `${finding.severity} ${finding.code}`;
    const same = this.kept.get(key);
    if (same === undefined) this.kept.set(key, [finding]);
    else if (same.length < this.most) same.push(finding);
    else {
      const last = same[same.length - 1];
      if (last !== undefined) last.more = (last.more ?? 0) + 1;
    }
  }

  /** Would another one only be counted? Then its area and geometry need not be worked out. */
  full(code: FindingCode): boolean {
    return (this.kept.get(`${SEVERITY[code]} ${code}`)?.length ?? 0) >= this.most;
  }

  /** Errors first; of one severity in the order of the codes. */
  all(): Finding[] {
    return ORDER.flatMap((severity) => FINDING_CODES.flatMap((code) => this.kept.get(`${severity} ${code}`) ?? []));
  }
}

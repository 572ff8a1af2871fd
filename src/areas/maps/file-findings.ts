import type { FoundCount, MapFinding } from './maps.types.js';

/** Of one kind as many are told one by one; the last of them says how many more there are. */
const MOST = 1_000;

/** What is found in a file while it is read: however bad it is, the report stays readable. */
export class FileFindings {
  private readonly kept = new Map<string, MapFinding[]>();

  add(findings: readonly MapFinding[]): void {
    for (const finding of findings) {
      const key = `${finding.severity} ${finding.code}`;
      const same = this.kept.get(key) ?? [];
      this.kept.set(key, same);
      const last = same.at(-1);
      if (same.length < MOST) same.push({ ...finding });
      else if (last !== undefined) last.more = (last.more ?? 0) + 1 + (finding.more ?? 0);
    }
  }

  get hasErrors(): boolean {
    return [...this.kept.keys()].some((key) => key.startsWith('error '));
  }

  all(): MapFinding[] {
    return [...this.kept.values()].flat();
  }
}

export function countsOf(findings: readonly MapFinding[]): FoundCount[] {
  const counts = new Map<string, FoundCount>();
  for (const { severity, code, more = 0 } of findings) {
    const key = `${severity} ${code}`;
    const count = counts.get(key) ?? { severity, code, n: 0 };
    counts.set(key, { ...count, n: count.n + 1 + more });
  }
  return [...counts.values()];
}

/** How many of a severity. */
export function sumOf(counts: readonly FoundCount[], severity: FoundCount['severity']): number {
  return counts.reduce((sum, count) => (count.severity === severity ? sum + count.n : sum), 0);
}

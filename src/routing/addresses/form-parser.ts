import { readCounted, type Counted } from './counted.js';
import { Kind, token } from './kinds.js';
import { isGeneric, splitNames } from './named.js';
import type { Names } from './names.js';
import { readings } from './roles.js';
import { scan, type Sink } from './scan.js';
import { Spelling } from './spelling.js';
import type { Values } from './values.js';

/** Reads a line of the register: name, address or alias, into tokens. One for a whole book: its arrays are used again. */
export class FormParser implements Sink {
  tokens: number[] = [];
  private readonly spelling = new Spelling();
  private readonly had = new Set<Kind>();
  private after: Kind | undefined;
  private afterTo = -1;
  private areas = true;

  constructor(
    private readonly names: Names,
    private readonly values: Values,
  ) {}

  /** The tokens in `tokens`, valid until the next line. */
  parse(text: string): this {
    this.tokens = [];
    this.had.clear();
    [this.after, this.afterTo, this.areas] = [undefined, -1, true];
    this.spelling.spell(text);
    scan(this.spelling, this);
    return this;
  }

  run(from: number, to: number): void {
    const { codes } = this.spelling;
    if (this.had.size > 0 && to - from <= 4 && isGeneric(this.spelling.text(from, to))) return;
    splitNames(codes, from, to, this.areas, (kind, start, end) => {
      if (end - start === 1 && kind !== Kind.landmark) return;
      if (kind >= Kind.road) {
        this.areas = false;
        this.had.delete(Kind.unit);
      }
      this.tokens.push(token(kind, this.names.intern(codes, start, end, kind)));
      [this.after, this.afterTo] = [kind, end];
    });
  }

  counted(counted: Counted): void {
    const { length } = this.spelling;
    const after = this.afterTo === counted.from ? this.after : undefined;
    const unitFollows =
      counted.to + 1 < length && /^\d+(?:单元|门|梯)/.test(this.spelling.text(counted.to, counted.to + 6));
    const [roles = []] = readings(counted, { after, had: this.had, unitFollows });
    for (const { kind, text } of roles) {
      this.tokens.push(token(kind, this.values.intern(text)));
      this.had.add(kind);
    }
    this.areas = false;
    this.after = undefined;
  }

  /** A unit of the register in its one spelling: `四单元` → `4`. */
  unitOf(text: string): string {
    const { codes, length } = this.spelling.spell(text);
    const counted = readCounted(codes, 0, length);
    return counted?.values.at(-1)?.text ?? this.spelling.text(0, length);
  }
}

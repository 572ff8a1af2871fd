import { ApiProperty } from '@nestjs/swagger';
import type { RowFault } from '../csv.js';
import { FlagField } from './fields.js';
import type { Language } from './language.js';
import { wordsOf } from './problems.js';
import { isRefusal, type Refusal } from './refusal.js';

/** What a file does, or would do; with faults it does nothing. Lines and codes only: no names and no numbers. */
export interface ImportOutcome {
  rows: number;
  new: number;
  changed: number;
  unchanged: number;
  /** whatever is not unchanged */
  lines: { line: number; kind: 'new' | 'changed'; changes: string[] }[];
  faults: RowFault[];
}

export class ImportQuery {
  @FlagField({
    optional: true,
    fromText: true,
    description: '只检查，不写入 / only looks, and writes nothing',
  })
  dryRun?: boolean;
}

export class ImportFaultView {
  @ApiProperty({ description: '文件里的行，表头是 1 / line of the file; the header is 1' }) line!: number;
  @ApiProperty({ description: '列；空：整行 / column; empty: the row' }) field!: string;
  @ApiProperty() code!: string;
  @ApiProperty() message!: string;
}

class ImportLineView {
  @ApiProperty() line!: number;
  @ApiProperty({ enum: ['new', 'changed'] }) kind!: 'new' | 'changed';
  @ApiProperty({ type: [String], description: '变动的列 / columns that change' }) changes!: string[];
}

export class ImportReportView {
  @ApiProperty() dryRun!: boolean;
  @ApiProperty() rows!: number;
  @ApiProperty() new!: number;
  @ApiProperty() changed!: number;
  @ApiProperty() unchanged!: number;
  @ApiProperty({ type: [ImportLineView] }) lines!: ImportLineView[];
  @ApiProperty({
    type: [ImportFaultView],
    description: '所有的错；有错就什么都不写入 / every fault; with one nothing is written',
  })
  faults!: ImportFaultView[];
}

/** In the reader's words; also the faults for which a file was refused, as `report` of the problem. */
export function reportOf(
  outcome: ImportOutcome | Refusal,
  dryRun: boolean,
  language: Language,
): ImportReportView | Refusal {
  if (isRefusal(outcome)) {
    const found = outcome.more?.outcome as ImportOutcome | undefined;
    return found === undefined ? outcome : { ...outcome, more: { report: inWords(found, dryRun, language) } };
  }
  return inWords(outcome, dryRun, language);
}

function inWords(outcome: ImportOutcome, dryRun: boolean, language: Language): ImportReportView {
  const faults = outcome.faults.map(({ line, field, code, args = {} }) => ({
    line,
    field,
    code,
    message: wordsOf(code, args, language),
  }));
  return { dryRun, ...outcome, faults };
}

import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { csvRow, readHeader, type Columns, type CsvRow } from './csv.js';
import { isRefusal, RefusedError } from './http/refusal.js';

interface Parsed {
  record: string[];
  info: { lines: number };
}

/** Rows are handed on by as many. */
const BATCH = 250;
/** 256 Ki characters: an open quote would else gather the rest of the file. */
const LONGEST = 256 * 1024;

/**
 * The rows of a file of any length, a batch at a time. As `readCsv` reads a small one.
 * @throws RefusedError for what is wrong with all of it
 */
export async function* csvRowsOf<Column extends string>(
  text: AsyncIterable<string>,
  columns: Columns<Column>,
): AsyncGenerator<CsvRow<Column>[]> {
  const parser = parse({
    info: true,
    max_record_size: LONGEST,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  });
  const source = Readable.from(text);
  source.on('error', (fault) => parser.destroy(fault));
  let names: Column[] | undefined;
  let batch: CsvRow<Column>[] = [];
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      if (names === undefined) {
        const header = readHeader(record, columns);
        if (isRefusal(header)) throw new RefusedError(header);
        names = header;
        continue;
      }
      batch.push(csvRow(record, info.lines, names));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    throw new RefusedError({ refused: 'csv-unreadable', args: { line: Number(thrown.lines ?? 1) } });
  } finally {
    source.destroy();
  }
  if (names === undefined) throw new RefusedError({ refused: 'csv-no-header' });
  if (batch.length > 0) yield batch;
}

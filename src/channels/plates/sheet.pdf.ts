import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';

export interface PrintedPlate {
  code: string;
  /** what the square says */
  address: string;
  building: string;
  /** the building's address */
  at: string;
  unit: string | null;
  station: { name: string; phone: string } | null;
}

/** Of the whole of GB 18030, so that no name of a street is a blank; embedded as far as it is used. */
const FONT = join(
  dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')),
  '../fonts/NotoSansHans-Medium.otf',
);

const MM = 72 / 25.4;
const PAGE = { width: 210 * MM, height: 297 * MM };
/** Two across and four down, with a margin that every printer leaves. */
const PLATE = { width: 95 * MM, height: 68 * MM };
const COLUMNS = 2;
const ROWS = 4;
const MARGIN = {
  x: (PAGE.width - COLUMNS * PLATE.width) / 2,
  y: (PAGE.height - ROWS * PLATE.height) / 2,
};
const SQUARE = 38 * MM;
const PAD = 5 * MM;
const MARK = 4 * MM;
/** points */
const NAME_LEAST = 10;
const INK = '#111111';
const FAINT = '#555555';

/** A4, cut marks, as many pages as it takes; each page leaves as soon as it is full. */
export async function writeSheet(
  out: Writable,
  { title, plates }: { title: string; plates: AsyncIterable<PrintedPlate> },
): Promise<void> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    info: { Title: `帮办门牌 ${title}` },
  });
  document.registerFont('plate', FONT);
  document.pipe(out);
  let count = 0;
  for await (const plate of plates) {
    if (out.destroyed) return;
    const at = count % (COLUMNS * ROWS);
    if (at === 0) {
      await drained(out);
      document.addPage();
      cutMarks(document);
    }
    draw(document, plate, {
      x: MARGIN.x + (at % COLUMNS) * PLATE.width,
      y: MARGIN.y + Math.floor(at / COLUMNS) * PLATE.height,
    });
    count += 1;
  }
  if (count === 0) {
    document.addPage();
    document.font('plate').fontSize(14).fillColor(INK);
    document.text(`${title}：没有可以做门牌的楼。 No building here to make a plate for.`, 20 * MM, 30 * MM);
  }
  document.end();
}

/** Whoever reads slowly is waited for: the sheet of a district does not pile up in memory. */
function drained(out: Writable): Promise<void> {
  if (!out.writableNeedDrain || out.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      out.off('drain', done).off('close', done);
      resolve();
    };
    out.once('drain', done).once('close', done);
  });
}

type Corner = { x: number; y: number };

function draw(document: PDFKit.PDFDocument, plate: PrintedPlate, { x, y }: Corner): void {
  const left = x + PAD;
  const top = y + PAD;
  const beside = left + SQUARE + 4 * MM;
  const width = x + PLATE.width - PAD - beside;
  square(document, plate.address, { x: left, y: top });
  document.font('plate').fillColor(INK);
  document
    .fontSize(9)
    .text(spaced(plate.code), left, top + SQUARE + 1.5 * MM, { width: SQUARE, align: 'center', lineBreak: false });

  const name = { x: beside, y: top, width };
  // a name that is broken in two reads badly: on one line down to the size that is read at arm's length
  document.fontSize(NAME_LEAST);
  const isShort = document.widthOfString(plate.building) <= width;
  let at = fitted(document, plate.building, {
    ...name,
    height: (isShort ? 7 : 18) * MM,
    size: 16,
    least: isShort ? NAME_LEAST : 8,
  });
  if (plate.unit !== null) {
    at = fitted(document, plate.unit, { x: beside, y: at + MM, width, height: 9 * MM, size: 15, least: 8 });
  }
  document.fillColor(FAINT);
  const rest = top + SQUARE - at - 2 * MM;
  fitted(document, plate.at, { x: beside, y: at + 1.5 * MM, width, height: rest, size: 8, least: 5 });

  const band = { x: left, width: PLATE.width - 2 * PAD };
  const lines: [text: string, size: number, colour: string][] = [
    ['扫码求助，地点已填好  Scan to ask for help', 9, INK],
    [plate.station === null ? '' : `${plate.station.name}  ${local(plate.station.phone)}`, 9, INK],
    ['有生命危险先打 119、120、110  Danger to life: ring 119, 120 or 110 first', 6.5, FAINT],
  ];
  at = top + SQUARE + 6.5 * MM;
  for (const [text, size, colour] of lines.filter(([text]) => text !== '')) {
    document.fillColor(colour);
    at = fitted(document, text, { ...band, y: at, height: 5 * MM, size, least: 5 });
  }
}

interface Box extends Corner {
  width: number;
  height: number;
  size: number;
  least: number;
}

/** As large as fits; the end of what fits in no size is cut off. Hands back where it ends. */
function fitted(document: PDFKit.PDFDocument, text: string, { x, y, width, height, size, least }: Box): number {
  let now = size;
  while (now > least && document.fontSize(now).heightOfString(text, { width }) > height) now -= 0.5;
  document.fontSize(now);
  const needs = document.heightOfString(text, { width });
  document.text(text, x, y, { width, height: Math.max(height, document.currentLineHeight()), ellipsis: true });
  return y + Math.min(needs, height);
}

/** Level Q: a quarter of it may be scratched or dirty. Black squares on white, with the quiet zone of four. */
function square(document: PDFKit.PDFDocument, text: string, { x, y }: Corner): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'Q' });
  const quiet = 2; // the plate around it is white as well
  const cell = SQUARE / (modules.size + 2 * quiet);
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size;) {
      if (modules.get(row, column) === 0) {
        column += 1;
        continue;
      }
      let end = column;
      while (end < modules.size && modules.get(row, end) !== 0) end += 1;
      document.rect(x + (column + quiet) * cell, y + (row + quiet) * cell, (end - column) * cell, cell * 1.02);
      column = end;
    }
  }
  document.fill(INK);
}

/** Short lines at the edge of the paper and faint crosses between plates: where to cut. */
function cutMarks(document: PDFKit.PDFDocument): void {
  document.lineWidth(0.3).strokeColor('#999999');
  for (let column = 0; column <= COLUMNS; column += 1) {
    for (let row = 0; row <= ROWS; row += 1) {
      const [x, y] = [MARGIN.x + column * PLATE.width, MARGIN.y + row * PLATE.height];
      document.moveTo(x - MARK / 2, y).lineTo(x + MARK / 2, y);
      document.moveTo(x, y - MARK / 2).lineTo(x, y + MARK / 2);
    }
  }
  document.stroke();
}

const spaced = (code: string): string => code.replaceAll('-', ' - ');

/** As it is dialled in China. */
const local = (phone: string): string => phone.replace(/^\+86/, '');

const DIGITS = [...'零一二三四五六七八九'];

/** 24 → 二十四, 105 → 一百零五, 1234 → 一千二百三十四; up to 9999. */
export function chinese(number: number): string {
  if (number < 10) return DIGITS[number] ?? '';
  if (number < 20) return `十${number % 10 === 0 ? '' : DIGITS[number % 10]}`;
  const units = ['', '十', '百', '千'];
  const figures = String(number);
  let text = '';
  [...figures].forEach((figure, at) => {
    if (figure === '0') {
      if (!text.endsWith('零')) text += '零';
    } else text += (DIGITS[Number(figure)] ?? '') + (units[figures.length - 1 - at] ?? '');
  });
  return text.replace(/零+$/, '');
}

/** 301 → 三零一, as a room or a long number is read. */
export function figureByFigure(figures: string, zero = '零'): string {
  return figures.replace(/\d/g, (figure) => (figure === '0' ? zero : (DIGITS[Number(figure)] ?? '')));
}

const VALUES: Readonly<Record<string, number>> = Object.fromEntries(DIGITS.map((digit, value) => [digit, value]));

/** 二 → 2, 十二 → 12; as roads and phases are counted. */
export function countOf(text: string): number {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const value = (figure: string | undefined, unlessThere: number) =>
    figure === undefined || figure === '' ? unlessThere : (VALUES[figure] ?? NaN);
  return text.includes('十') ? value(tens, 1) * 10 + value(ones, 0) : value(ones, NaN);
}

/** Letters, figures and signs as a Chinese keyboard in its wide mode types them. */
export function wide(text: string): string {
  return text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
}

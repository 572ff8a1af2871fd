import type { Point } from './curves.js';
import type { Goal, Means } from './goals.js';
import type { Scenario } from './scenario.js';
import type { Outcome } from './tally.js';
import { COLUMNS, escalationWords, figure } from './words.js';

export interface Results {
  scenario: Scenario;
  seed: number;
  days: number;
  outcomes?: readonly Outcome[];
  goals?: readonly Goal[];
  means?: readonly Means[];
  curve?: readonly Point[];
}

const COLOURS = ['#0b6e4f', '#c1440e', '#31572c', '#7353ba', '#1b6ca8', '#8a8d91', '#b5838d'];
const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:1rem 0;font-size:13px}th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:right}
th:first-child,td:first-child{text-align:left}.charts{display:flex;flex-wrap:wrap;gap:1.5rem}figure{margin:0}
figcaption{font-weight:600;font-size:13px}.no{color:#b00020;font-weight:700}pre{background:#f6f6f6;padding:1rem;overflow:auto;font-size:12px}`;

/** One page that loads nothing from elsewhere: tables, charts and the scenario. */
export function page({ scenario, seed, days, outcomes, goals, means, curve }: Results): string {
  const parts = [
    outcomes === undefined ? '' : section('各种派法', 'Policies', outcomesPart(outcomes)),
    goals === undefined ? '' : section('目标', 'Goals', goalsTable(goals)),
    ...(means === undefined
      ? []
      : [...new Set(means.map(({ load }) => load))].map((load) => {
          const at = means.filter((each) => each.load === load).map(({ outcome }) => outcome);
          return section(`负荷 ${load}`, `Load ${load}`, outcomesPart(at));
        })),
    curve === undefined ? '' : section('权重取舍', 'Weights against each other', curvePart(curve)),
    section('场景', 'Scenario', `<pre>${escape(JSON.stringify(scenario, null, 2))}</pre>`),
  ];
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>派单模拟 Simulation of dispatch</title>
<style>${STYLE}</style></head><body><h1>派单模拟 <small>Simulation of dispatch</small></h1>
<p>种子 seed ${seed} · ${days} 天 days · ${scenario.stations} 站 stations · ${scenario.helpers} 人 helpers</p>
${parts.join('\n')}</body></html>\n`;
}

function section(zh: string, en: string, inside: string): string {
  return inside === '' ? '' : `<section><h2>${zh} <small>${en}</small></h2>${inside}</section>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function outcomesPart(outcomes: readonly Outcome[]): string {
  const head = ['派法 policy', '事项 requests', ...COLUMNS.map(({ zh, en }) => `${zh}<br>${en}`), '上报 climbed'];
  const rows = outcomes.map((outcome) => [
    escape(outcome.policy),
    String(Math.round(outcome.requests)),
    ...COLUMNS.map(({ value, digits }) => figure(value(outcome), digits)),
    escalationWords(outcome),
  ]);
  const bars = COLUMNS.filter(({ en }) => en !== 'licence viol.').map(({ zh, en, value, digits }) =>
    barChart(
      `${zh} ${en}`,
      outcomes.map((outcome) => ({ name: outcome.policy, value: value(outcome) })),
      digits,
    ),
  );
  const filled = lineChart(
    '开单后补上的位数（每刻钟） places filled by quarter of an hour',
    outcomes.map(({ policy, filledByQuarter }) => ({ name: policy, values: filledByQuarter })),
  );
  const unfilled = lineChart(
    '未补齐比例（开单时刻） share unfilled by hour of opening',
    outcomes.map(({ policy, unfilledByHour, placesByHour }) => ({
      name: policy,
      values: unfilledByHour.map((count, hour) => count / Math.max(1, placesByHour[hour] ?? 0)),
    })),
  );
  return `${htmlTable(head, rows)}<div class="charts">${[filled, unfilled, ...bars].join('')}</div>`;
}

function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table>${line(head, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table>`;
}

function goalsTable(goals: readonly Goal[]): string {
  return htmlTable(
    ['目标 goal', '负荷 load', '现值 value', '至多 at most', '达到 met'],
    goals.map(({ goal, load, value, most, met }) => [
      escape(goal),
      String(load),
      figure(value, 3),
      figure(most, 3),
      met ? '是 yes' : '<span class="no">否 NO</span>',
    ]),
  );
}

function curvePart(curve: readonly Point[]): string {
  const weights = [...new Set(curve.map(({ weight }) => weight))];
  const rows = curve.map(({ weight, times, outcome }) => [
    `${weight} × ${times}`,
    ...COLUMNS.map(({ value, digits }) => figure(value(outcome), digits)),
  ]);
  const charts = COLUMNS.filter(({ en }) => en !== 'licence viol.').map(({ zh, en, value }) =>
    lineChart(
      `${zh} ${en}（横轴 across: ${[...new Set(curve.map(({ times }) => `×${times}`))].join(' ')}）`,
      weights.map((weight) => ({
        name: weight,
        values: curve.filter((point) => point.weight === weight).map(({ outcome }) => value(outcome) ?? 0),
      })),
    ),
  );
  const head = ['权重 weight', ...COLUMNS.map(({ zh, en }) => `${zh}<br>${en}`)];
  return `<div class="charts">${charts.join('')}</div>${htmlTable(head, rows)}`;
}

function barChart(title: string, bars: readonly { name: string; value: number | null }[], digits: number): string {
  const most = Math.max(...bars.map(({ value }) => value ?? 0), 1e-9);
  const drawn = bars.map(({ name, value }, at) => {
    const width = (170 * (value ?? 0)) / most;
    const y = at * 20;
    return `<text x="82" y="${y + 14}" text-anchor="end">${escape(name)}</text>
<rect x="88" y="${y + 3}" width="${width.toFixed(1)}" height="14" fill="${COLOURS[at % COLOURS.length]}"/>
<text x="${(92 + width).toFixed(1)}" y="${y + 14}">${figure(value, digits)}</text>`;
  });
  return chart(title, 310, bars.length * 20 + 4, drawn.join(''));
}

function lineChart(title: string, lines: readonly { name: string; values: readonly number[] }[]): string {
  const most = Math.max(...lines.flatMap(({ values }) => values), 1e-9);
  const [width, height] = [420, 180];
  const drawn = lines.map(({ name, values }, at) => {
    const colour = COLOURS[at % COLOURS.length];
    const points = values.map((value, nth) => {
      const x = 40 + ((width - 50) * nth) / Math.max(1, values.length - 1);
      return `${x.toFixed(1)},${(height - 10 - ((height - 20) * value) / most).toFixed(1)}`;
    });
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.6" points="${points.join(' ')}"/>
<text x="${44 + (at % 3) * 125}" y="${height + 14 + Math.floor(at / 3) * 15}" fill="${colour}">${escape(name)}</text>`;
  });
  const axes = `<path d="M40 8V${height - 10}H${width - 8}" fill="none" stroke="#999"/>
<text x="36" y="16" text-anchor="end">${most < 10 ? most.toPrecision(2) : Math.round(most)}</text><text x="36" y="${height - 8}" text-anchor="end">0</text>`;
  return chart(title, width, height + 20 + Math.ceil(lines.length / 3) * 15, axes + drawn.join(''));
}

function chart(title: string, width: number, height: number, inside: string): string {
  return `<figure><figcaption>${escape(title)}</figcaption><svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-size="11" role="img">${inside}</svg></figure>`;
}

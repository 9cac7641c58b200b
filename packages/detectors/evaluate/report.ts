/**
 * A page of docs/evaluation: what is printed on the screen is written to the page, plots beside it as SVG. `--out DIR` says
 * where (docs/evaluation where it is left out); `--small` asks for the short form that CI runs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: given } = parseArgs({
  options: { data: { type: 'string' }, out: { type: 'string' }, small: { type: 'boolean', default: false } },
  strict: false,
});
export const isSmall = given.small === true;
const out = resolve(typeof given.out === 'string' ? given.out : join(import.meta.dirname, '../../../docs/evaluation'));

export type Cell = string | number;
export interface Report {
  /** Markdown, as it is. */
  say(...lines: string[]): void;
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** Writes `plots/NAME.svg` and shows it in the page; `alt` says in words what it shows. */
  plot(name: string, svg: string, alt: string): void;
  /** Writes the page. */
  close(): void;
}
const repeated = 'npm run evaluate -- --data DIR';

export function openReport(name: string, title: string): Report {
  const lines: string[] = [];
  const say = (...more: string[]) => {
    console.log(more.join('\n'));
    lines.push(...more);
  };
  say(
    `# ${title}`,
    '',
    `Written by \`${repeated}\` (packages/detectors/evaluate/${name}.ts); the recordings lie outside the project.`,
    '',
  );
  return {
    say,
    table(head, rows) {
      say(
        `| ${head.join(' | ')} |`,
        `|${head.map(() => '---').join('|')}|`,
        ...rows.map((row) => `| ${row.join(' | ')} |`),
        '',
      );
    },
    plot(plot, svg, alt) {
      mkdirSync(join(out, 'plots'), { recursive: true });
      writeFileSync(join(out, 'plots', `${plot}.svg`), `${svg}\n`);
      lines.push(`![${alt}](plots/${plot}.svg)`, '');
    },
    close() {
      mkdirSync(out, { recursive: true });
      writeFileSync(join(out, `${name}.md`), `${lines.join('\n').trimEnd()}\n`);
    },
  };
}

export const fixed = (value: number, decimals = 2) => (Number.isFinite(value) ? value.toFixed(decimals) : '-');
export const interval = ([low, high]: readonly [number, number], decimals = 2) =>
  `${fixed(low, decimals)} to ${fixed(high, decimals)}`;

/** What a bench says: figures beside their aims. */
export interface Line {
  name: string;
  figure: number;
  aim?: number;
  met?: boolean;
}

export function line(name: string, figure: number, aim?: number, which: 'least' | 'most' = 'most'): Line {
  if (aim === undefined) return { name, figure };
  return { name, figure, aim, met: which === 'least' ? figure >= aim : figure <= aim };
}

export const print = (text: string) => process.stdout.write(`${text}\n`);
const short = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 1 ? 3 : 1);

/** A small table for people and one line of JSON for programs. */
export function report(bench: string, setting: Record<string, string | number>, lines: readonly Line[]): void {
  for (const { name, figure, aim, met } of lines) {
    const judged = aim === undefined ? '' : `  aim ${short(aim)}: ${met ? 'met' : 'MISSED'}`;
    print(`  ${name.padEnd(58)} ${short(figure).padStart(9)}${judged}`);
  }
  print(JSON.stringify({ bench, at: new Date().toISOString(), ...setting, figures: lines }));
}

const names = {
  ink: '--munan-dimmed',
  grid: '--munan-chart-grid',
  line: '--munan-chart-line',
  band: '--munan-chart-band',
  usual: '--munan-chart-usual',
  usualEdge: '--munan-chart-usual-edge',
  x: '--munan-chart-x',
  y: '--munan-chart-y',
  z: '--munan-chart-z',
  high: '--munan-high-edge',
  medium: '--munan-medium-edge',
  low: '--munan-low-edge',
  surface: '--munan-surface',
} as const;

export type ColourName = keyof typeof names;
export type Colours = Record<ColourName, string>;

/** The page's colours as the canvas needs them; `_scheme` only says when to read them again. */
export function chartColours(_scheme: string): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(names).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]),
  ) as Colours;
}

/** Plots of an evaluation page as plain SVG: points, lines and bands over two axes. */
export interface Curve {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Between the points: a line where `line`, else dots. */
  line?: boolean;
  /** Lower and upper edge instead of a line. */
  band?: readonly (readonly [x: number, low: number, high: number])[];
}
export interface PlotOptions {
  title: string;
  x: string;
  y: string;
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
}

/** Distinguishable without colour vision [Okabe and Ito 2008]. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#555555'];
const size = { width: 640, height: 400, left: 64, right: 16, top: 40, bottom: 52 };
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function ticks([low, high]: readonly [number, number]): number[] {
  const rough = (high - low) / 6;
  const base = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * base).find((one) => one >= rough)!;
  const list: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step)
    list.push(Number(at.toPrecision(10)));
  return list;
}
function rangeOf(values: number[]): [number, number] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [0, 1];
  const low = known.reduce((least, value) => Math.min(least, value));
  const high = known.reduce((most, value) => Math.max(most, value));
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

export function plotOf(curves: readonly Curve[], options: PlotOptions): string {
  const all = curves.flatMap(({ points, band = [] }) => [
    ...points,
    ...band.flatMap(([x, low, high]) => [[x, low] as const, [x, high] as const]),
  ]);
  const xRange = options.xRange ?? rangeOf(all.map(([x]) => x));
  const yRange = options.yRange ?? rangeOf(all.map(([, y]) => y));
  const { width, height, left, right, top, bottom } = size;
  const place = (value: number, [low, high]: readonly [number, number], from: number, to: number) =>
    (from + ((value - low) / (high - low)) * (to - from)).toFixed(1);
  const px = (x: number) => place(x, xRange, left, width - right);
  const py = (y: number) => place(y, yRange, height - bottom, top);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(options.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${left}" y="22" font-size="14" font-weight="bold">${escaped(options.title)}</text>`,
    `<text x="${(left + width - right) / 2}" y="${height - 12}" text-anchor="middle">${escaped(options.x)}</text>`,
    `<text transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(options.y)}</text>`,
  ];
  for (const tick of ticks(xRange)) {
    parts.push(
      `<path d="M${px(tick)} ${height - bottom}V${top}" stroke="#e4e4e4"/>`,
      `<text x="${px(tick)}" y="${height - bottom + 16}" text-anchor="middle">${tick}</text>`,
    );
  }
  for (const tick of ticks(yRange)) {
    parts.push(
      `<path d="M${left} ${py(tick)}H${width - right}" stroke="#e4e4e4"/>`,
      `<text x="${left - 6}" y="${Number(py(tick)) + 4}" text-anchor="end">${tick}</text>`,
    );
  }
  curves.forEach(({ name, points, line, band }, index) => {
    const colour = colours[index % colours.length];
    if (band && band.length > 0) {
      const upper = band.map(([x, , high]) => `${px(x)} ${py(high)}`);
      const lower = band.map(([x, low]) => `${px(x)} ${py(low)}`).reverse();
      parts.push(`<path d="M${[...upper, ...lower].join('L')}Z" fill="${colour}" opacity="0.2"/>`);
    }
    if (points.length > 0 && line)
      parts.push(
        `<path d="M${points.map(([x, y]) => `${px(x)} ${py(y)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
      );
    else for (const [x, y] of points) parts.push(`<circle cx="${px(x)}" cy="${py(y)}" r="3" fill="${colour}"/>`);
    parts.push(
      `<rect x="${width - right - 190}" y="${top + 6 + index * 18}" width="12" height="12" fill="${colour}"/>`,
      `<text x="${width - right - 172}" y="${top + 16 + index * 18}">${escaped(name)}</text>`,
    );
  });
  parts.push('</svg>');
  return parts.join('\n');
}

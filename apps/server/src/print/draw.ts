import { setImmediate as breathe } from 'node:timers/promises';
import PdfDocument from 'pdfkit';
import { type PrintFonts, printFonts } from './fonts.ts';
import type { Block, Cell, Paper } from './paper.ts';
import { brokenLines, settable } from './text.ts';

/** A4 and its edges, points of 1/72 inch. */
const pageWidth = 595.28;
const pageHeight = 841.89;
const edge = 42;
const footHeight = 26;
const width = pageWidth - 2 * edge;
const bottom = pageHeight - edge - footHeight;
const padding = 4;
const ink = '#111111';
const quietInk = '#555555';
const rule = '#999999';
const wash = '#eef1f3';
/** How long a page may keep all others waiting before the next one is let in. */
const longestTurnMs = 8;

type Weight = 'regular' | 'bold';
interface Style {
  weight: Weight;
  sizePt: number;
  colour: string;
}
interface SetCell {
  lines: string[];
  style: Style;
  shaded: boolean;
}

/** Sets a paper on A4 pages. Whatever the text is, a document comes out; what the font lacks is a square. */
export async function drawPaper(paper: Paper): Promise<Buffer> {
  const press = new Press(paper, await printFonts());
  return press.print();
}

class Press {
  readonly #paper: Paper;
  readonly #fonts: PrintFonts;
  readonly #document: PDFKit.PDFDocument;
  readonly #pieces: Buffer[] = [];
  readonly #ended: Promise<void>;
  readonly #widths = { regular: new Map<string, number>(), bold: new Map<string, number>() };
  #y = edge;
  #turnBegan = performance.now();

  constructor(paper: Paper, fonts: PrintFonts) {
    this.#paper = paper;
    this.#fonts = fonts;
    const madeAt = new Date(paper.madeAt);
    this.#document = new PdfDocument({
      size: 'A4',
      margin: 0,
      font: '',
      bufferPages: true,
      lang: paper.language,
      displayTitle: true,
      pdfVersion: '1.7',
      info: { Title: this.#settable(paper.title), Creator: 'Munan', CreationDate: madeAt, ModDate: madeAt },
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#document.on('data', (piece: Buffer) => this.#pieces.push(piece));
      this.#document.on('end', resolve);
      this.#document.on('error', reject);
    });
    // A font that is open already is taken as it is; the types know only bytes.
    for (const weight of ['regular', 'bold'] as const) this.#document.registerFont(weight, fonts[weight] as never);
  }

  async print(): Promise<Buffer> {
    await this.#head();
    for (const block of this.#paper.blocks) await this.#block(block);
    this.#feet();
    await breathe();
    this.#document.end();
    await this.#ended;
    return Buffer.concat(this.#pieces);
  }

  #style(more: Partial<Style> & { scale?: number } = {}): Style {
    const { scale = 1, ...rest } = more;
    return { weight: 'regular', sizePt: this.#paper.sizePt * scale, colour: ink, ...rest };
  }

  async #head(): Promise<void> {
    const { title, notices } = this.#paper;
    await this.#paragraph(title, this.#style({ weight: 'bold', scale: 1.7 }), 'center');
    for (const notice of notices)
      await this.#paragraph(`[ ${notice} ]`, this.#style({ weight: 'bold', scale: 0.95 }), 'center');
    this.#y += this.#paper.sizePt * 0.5;
  }

  async #block(block: Block): Promise<void> {
    const { sizePt } = this.#paper;
    switch (block.kind) {
      case 'heading':
        this.#y += sizePt * 0.7;
        // A heading alone at the foot of a page tells of nothing.
        this.#room(sizePt * 5);
        await this.#paragraph(block.text, this.#style({ weight: 'bold', scale: 1.15 }));
        this.#y += sizePt * 0.15;
        return;
      case 'text':
        await this.#paragraph(
          block.text,
          this.#style({
            weight: block.bold ? 'bold' : 'regular',
            ...(block.quiet && { colour: quietInk, scale: 0.9 }),
          }),
        );
        return;
      case 'lines':
        for (const line of block.lines) await this.#item(line);
        return;
      case 'pairs':
        for (const row of block.rows) {
          const name = width * 0.16;
          const value = (width - name * row.length) / row.length;
          const cells = row.flatMap(([label, text]): Cell[] => [{ text: label, bold: true }, { text }]);
          const isName = (at: number) => at % 2 === 0;
          await this.#row(
            cells,
            row.flatMap(() => [name, value]),
            isName,
          );
        }
        this.#y += sizePt * 0.4;
        return;
      case 'table':
        await this.#table(block);
    }
  }

  async #table({ head, widths, rows }: Extract<Block, { kind: 'table' }>): Promise<void> {
    const shares = head.map((_, at) => widths?.[at] ?? 1);
    const sum = shares.reduce((all, share) => all + share, 0);
    const columns = shares.map((share) => (share / sum) * width);
    const drawHead = () =>
      this.#row(
        head.map((text) => ({ text, bold: true })),
        columns,
        () => true,
      );
    this.#room(this.#paper.sizePt * 4);
    await drawHead();
    for (const row of rows) {
      const page = this.#document.bufferedPageRange().count;
      const set = this.#setCells(row, columns, () => false);
      if (this.#y + this.#heightOf(set) > bottom && this.#heightOf(set) < bottom - edge - this.#paper.sizePt * 4) {
        this.#newPage();
        await drawHead();
      }
      await this.#drawRow(set, columns);
      if (this.#document.bufferedPageRange().count > page) await breathe();
    }
    this.#y += this.#paper.sizePt * 0.4;
  }

  async #item({ text, bold, mark }: Cell): Promise<void> {
    const style = this.#style({ weight: bold || mark ? 'bold' : 'regular' });
    const indent = style.sizePt * 1.4;
    await this.#paragraph(text, style, 'left', indent, mark ? '●' : '·');
  }

  async #paragraph(
    text: string,
    style: Style,
    align: 'left' | 'center' = 'left',
    indent = 0,
    bullet?: string,
  ): Promise<void> {
    const height = lineHeight(style);
    let first = true;
    for (const line of this.#lines(text, width - indent, style)) {
      this.#room(height);
      if (first && bullet) this.#put(bullet, edge + style.sizePt * 0.2, this.#y, style);
      const x = align === 'center' ? edge + (width - this.#widthOfLine(line, style)) / 2 : edge + indent;
      this.#put(line, x, this.#y, style);
      this.#y += height;
      first = false;
      await this.#turn();
    }
  }

  async #row(cells: readonly Cell[], columns: readonly number[], isName: (at: number) => boolean): Promise<void> {
    await this.#drawRow(this.#setCells(cells, columns, isName), columns);
  }

  #setCells(cells: readonly Cell[], columns: readonly number[], isName: (at: number) => boolean): SetCell[] {
    return cells.map(({ text, bold, mark }, at) => {
      const style = this.#style({ weight: bold || mark ? 'bold' : 'regular', ...(isName(at) && { scale: 0.92 }) });
      const lines = this.#lines(mark ? `● ${text}` : text, (columns[at] ?? width) - 2 * padding, style);
      return { lines, style, shaded: isName(at) };
    });
  }

  #heightOf(cells: readonly SetCell[]): number {
    return Math.max(...cells.map(({ lines, style }) => lines.length * lineHeight(style))) + 2 * padding;
  }

  /** A row that fits on a page is never cut; a longer one goes on overleaf. */
  async #drawRow(cells: readonly SetCell[], columns: readonly number[]): Promise<void> {
    let left = cells;
    const whole = this.#heightOf(left);
    if (this.#y + whole > bottom && (whole <= bottom - edge || bottom - this.#y < this.#paper.sizePt * 6))
      this.#newPage();
    for (;;) {
      const room = bottom - this.#y - 2 * padding;
      const now = left.map((cell) => cell.lines.slice(0, Math.max(1, Math.floor(room / lineHeight(cell.style)))));
      const height = this.#heightOf(left.map((cell, at) => ({ ...cell, lines: now[at] ?? [] })));
      let x = edge;
      for (const [at, cell] of left.entries()) {
        const column = columns[at] ?? 0;
        if (cell.shaded) this.#document.rect(x, this.#y, column, height).fill(wash);
        this.#document.rect(x, this.#y, column, height).lineWidth(0.5).stroke(rule);
        let y = this.#y + padding;
        for (const line of now[at] ?? []) {
          this.#put(line, x + padding, y, cell.style);
          y += lineHeight(cell.style);
          await this.#turn();
        }
        x += column;
      }
      this.#y += height;
      left = left.map((cell, at) => ({ ...cell, lines: cell.lines.slice(now[at]?.length ?? 0) }));
      if (left.every(({ lines }) => lines.length === 0)) return;
      this.#newPage();
    }
  }

  #feet(): void {
    const { start, count } = this.#document.bufferedPageRange();
    const style = this.#style({ colour: quietInk, sizePt: Math.min(9, this.#paper.sizePt) });
    for (let page = start; page < start + count; page++) {
      this.#document.switchToPage(page);
      const y = pageHeight - edge - 10;
      const number = this.#settable(this.#paper.page(page + 1 - start, count));
      const numberWidth = this.#widthOfLine(number, style);
      const [foot = ''] = this.#lines(this.#paper.foot, width - numberWidth - 20, style);
      this.#put(foot, edge, y, style);
      this.#put(number, pageWidth - edge - numberWidth, y, style);
    }
  }

  #put(line: string, x: number, y: number, { weight, sizePt, colour }: Style): void {
    if (line === '') return;
    // The font's own line is a little lower than ours: it is set in the middle.
    const top = y + sizePt * 0.1;
    this.#document.font(weight).fontSize(sizePt).fillColor(colour).text(line, x, top, { lineBreak: false });
  }

  #room(height: number): void {
    if (this.#y + height > bottom) this.#newPage();
  }

  #newPage(): void {
    this.#document.addPage();
    this.#y = edge;
  }

  async #turn(): Promise<void> {
    if (performance.now() - this.#turnBegan < longestTurnMs) return;
    await breathe();
    this.#turnBegan = performance.now();
  }

  #settable(text: string): string {
    return settable(text, (code) => this.#fonts.regular.hasGlyphForCodePoint(code));
  }

  #lines(text: string, room: number, style: Style): string[] {
    return brokenLines(this.#settable(text), room, (sign) => this.#widthOf(sign, style));
  }

  #widthOfLine(line: string, style: Style): number {
    return [...line].reduce((sum, sign) => sum + this.#widthOf(sign, style), 0);
  }

  #widthOf(sign: string, { weight, sizePt }: Style): number {
    let ems = this.#widths[weight].get(sign);
    if (ems === undefined) {
      const font = this.#fonts[weight];
      ems = font.glyphForCodePoint(sign.codePointAt(0) ?? 0x20).advanceWidth / font.unitsPerEm;
      this.#widths[weight].set(sign, ems);
    }
    return ems * sizePt;
  }
}

function lineHeight({ sizePt }: Style): number {
  return sizePt * 1.5;
}

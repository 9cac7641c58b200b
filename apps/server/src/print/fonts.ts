import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import PdfDocument from 'pdfkit';

/** What is used of an opened font (fontkit, through pdfkit, which has no types for it). */
export interface PrintFont {
  unitsPerEm: number;
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): { advanceWidth: number };
}
export interface PrintFonts {
  regular: PrintFont;
  bold: PrintFont;
}

let opened: Promise<PrintFonts> | undefined;

/** Noto Sans KR in two weights; read once, when something is first printed. */
export function printFonts(): Promise<PrintFonts> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(): Promise<PrintFonts> {
  const folder = join(createRequire(import.meta.url).resolve('@embedpdf/fonts-kr'), '../../fonts');
  const fontOf = async (weight: 'Regular' | 'Bold'): Promise<PrintFont> => {
    const bytes = await readFile(join(folder, `NotoSansKR-${weight}.otf`));
    // pdfkit opens the font; each document afterwards takes what was opened instead of reading the tables again.
    const document = new PdfDocument({ font: '' }).font(bytes);
    return (document as unknown as { _font: { font: PrintFont } })._font.font;
  };
  return { regular: await fontOf('Regular'), bold: await fontOf('Bold') };
}

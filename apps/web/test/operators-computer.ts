import type { Screen } from './stage.ts';

interface Heard {
  tones: number;
  dialled: string[];
}

/**
 * The loudspeaker and the telephone of an operator's computer, from the next loading of the page on: what it would have played
 * and dialled. Without a telephone Chromium would ask by a window of its own, which swallows all keys.
 */
export async function listenTo({ page, context }: Screen): Promise<{
  /** How many tones were begun that the browser did not hold back. */
  tones(): Promise<number>;
  dialled(): Promise<string[]>;
}> {
  await context.addInitScript(() => {
    const heard: Heard = Object.assign(window, { tones: 0, dialled: [] });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      if (this.context.state === 'running') heard.tones++;
      start.call(this, when);
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      if (this.protocol === 'tel:') heard.dialled.push(this.href);
      else click.call(this);
    };
  });
  return {
    tones: () => page.evaluate(() => (window as unknown as Heard).tones),
    dialled: () => page.evaluate(() => (window as unknown as Heard).dialled),
  };
}

/** Both flashing periods go into it (alarm-signal.module.css). */
export const beatMs = 1500;

/** The delay with which a mark that is drawn now flashes in step with all others, as CSS. */
export function inStep(nowMs: number): string {
  return `${-Math.round(nowMs % beatMs)}ms`;
}

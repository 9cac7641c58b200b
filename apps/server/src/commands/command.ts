/** One command of the command line. */
export interface Command {
  /** One or two words: `serve`, `device add`. */
  name: string;
  summary: string;
  /** Options and an example. */
  help(): string;
  /** @returns the exit code: 0 done, 1 failed, 2 wrong use @throws ConfigError for wrong use */
  run(args: readonly string[]): Promise<number>;
}

/** Option lines of a help text. */
export function optionLines(
  options: readonly { name: string; value?: string; fallback: string; help: string }[],
): string {
  return options
    .map(({ name, value, fallback, help }) => {
      const left = `--${name}${value ? ` ${value}` : ''}`;
      return `  ${left.padEnd(24)} ${help}${value && fallback ? ` (default ${fallback})` : ''}`;
    })
    .join('\n');
}

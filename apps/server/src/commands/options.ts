import { type Config, ConfigError, type Given, givenValues, readConfig } from '../config.ts';

interface Option {
  name: string;
  value?: string;
  fallback: string;
  help: string;
}

/** Where the data are: the options every command shares with `serve`. */
export const placeOptions: readonly Option[] = [
  { name: 'data', value: 'DIR', fallback: './data', help: 'data folder of the server' },
  { name: 'database-url', value: 'URL', fallback: '', help: 'postgres://… when the server uses one' },
];

export interface Options {
  config: Config;
  /** Empty when not given. */
  text(name: string): string;
  /** @throws ConfigError when it is missing */
  required(name: string): string;
  one<T extends string>(name: string, allowed: readonly T[]): T;
  /** `90s`, `15m`, `2h`, `7d` in ms. */
  duration(name: string): number;
  number(name: string, least: number, most: number): number;
  flag(name: string): boolean;
}

/** Reads a command's options; `--data` and `--database-url` make the configuration. @throws ConfigError */
export function readOptions(args: readonly string[], own: readonly Option[]): Options {
  const given = givenValues(args, [...placeOptions, ...own], process.env);
  const place = placeOptions.flatMap(({ name }) => {
    const { value } = given(name);
    return value === '' ? [] : [`--${name}`, value];
  });
  const wrong = ({ source, value }: Given, allowed: string): ConfigError =>
    new ConfigError(`${source} is "${value}"; allowed is ${allowed}`);
  return {
    config: readConfig(place, {}),
    text: (name) => given(name).value,
    required(name) {
      const { value } = given(name);
      if (value === '') throw new ConfigError(`--${name} is missing`);
      return value;
    },
    one(name, allowed) {
      const found = allowed.find((choice) => choice === given(name).value);
      if (found === undefined) throw wrong(given(name), allowed.join(', '));
      return found;
    },
    duration(name) {
      const [, count, unit] = /^(\d{1,9})(s|m|h|d)$/.exec(given(name).value) ?? [];
      if (!count) throw wrong(given(name), 'a whole number and s, m, h or d, such as 90s or 2h');
      return Number(count) * { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 's']!;
    },
    number(name, least, most) {
      const value = Number(given(name).value);
      if (given(name).value === '' || !(value >= least && value <= most))
        throw wrong(given(name), `a number from ${least} to ${most}`);
      return value;
    },
    flag: (name) => ['true', '1', 'yes', ''].includes(given(name).value),
  };
}

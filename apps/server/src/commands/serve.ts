import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { buildWeb } from '../../../../tools/build-web.ts';
import { type Config, ConfigError, readConfig, serveOptions } from '../config.ts';
import { bringToLife, demoAccounts, findSeeded, seedPastVisits, seedTown } from '../demonstration.ts';
import { seedRota } from '../demonstration-rota.ts';
import { type House, openHouse } from '../house.ts';
import { type Command, optionLines } from './command.ts';
import { runningServerFile } from './reach.ts';

/** A stop that takes longer is ended: what was acknowledged is on disk anyway. */
const stopWithinMs = 4_500;

export const serve: Command = {
  name: 'serve',
  summary: 'run the server: devices, detectors, alarms, record and web page',
  help: () =>
    `${optionLines(serveOptions)}\n\nEach is also an environment variable: --http is MUNAN_HTTP. MUNAN_LOG sets the log level (info).`,
  async run(args) {
    const config = readConfig(args);
    const web = buildWeb();
    const isNew = config.demonstration && findSeeded(config.dataFolder) === undefined;
    const house = await openHouse(config);
    try {
      await keepOpen(house, isNew, web);
    } catch (error) {
      // Its doors did not open: what is open already must not keep the process alive.
      await Promise.race([house.close(), wait(stopWithinMs, undefined, { ref: false })]);
      throw error;
    }
    process.exit();
  },
};

/** Starts the house, opens its doors, and closes it all at SIGTERM or SIGINT. @throws ConfigError for a door that cannot be opened */
async function keepOpen(house: House, isNew: boolean, web: string): Promise<void> {
  const { config } = house;
  const isEmpty = house.people.size === 0 && house.identity.users().length === 0;
  if (isNew && isEmpty) await seedTown(house);
  const { replayed } = await house.start();
  if (replayed > 0) house.log.info({ packets: replayed }, 'judged what was committed before the last stop');

  const app = await house.openHttp(web);
  const http = await app.listen({ host: config.host, port: config.httpPort }).catch(cannotListen(config, 'http'));
  const mqttDoor = await house.openMqtt().catch(async (error: unknown) => {
    await app.close();
    return cannotListen(config, 'mqtt')(error);
  });
  const mqtt = `${config.mqttTls ? 'mqtts' : 'mqtt'}://${reachable(config.host)}:${mqttDoor.port}`;
  const serverFile = runningServerFile(config.dataFolder);
  writeFileSync(serverFile, JSON.stringify({ pid: process.pid, http: localAddress(http), mqtt }), { mode: 0o600 });

  const seeded = config.demonstration ? findSeeded(config.dataFolder) : undefined;
  if (seeded) await seedRota(house, seeded);
  const town = seeded && bringToLife(house, mqtt, seeded, isNew);
  town?.historySent.catch((error: unknown) => house.log.error({ err: error }, 'the town could not send its past'));
  if (town && isNew)
    seedPastVisits(house).catch((error: unknown) => house.log.error({ err: error }, 'the past visits are not seeded'));
  const stopping = new AbortController();
  const published = house
    .publish(stopping.signal)
    .catch((error: unknown) => house.log.error({ err: error }, 'KR Core and the own profiles are not published'));
  greet(house, localAddress(http), mqtt, seeded !== undefined);

  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const closing = (async () => {
    stopping.abort();
    await town?.stop();
    for (const end of house.streams) end();
    await mqttDoor.close();
    await app.close();
    await published;
    await house.close();
  })();
  const inTime = await Promise.race([closing.then(() => true), wait(stopWithinMs, false, { ref: false })]);
  if (existsSync(serverFile)) rmSync(serverFile);
  if (!inTime) house.log.warn('stopped before everything was closed; nothing acknowledged is lost');
}

/** Says which option to change. */
const cannotListen =
  (config: Config, door: 'http' | 'mqtt') =>
  (error: unknown): never => {
    const { code, message } = error as NodeJS.ErrnoException;
    const port = door === 'http' ? config.httpPort : config.mqttPort;
    if (code === 'EADDRINUSE')
      throw new ConfigError(
        `--${door} is ${port}, and another program listens on ${config.host}:${port} already; stop it or give another port`,
      );
    if (code === 'EACCES')
      throw new ConfigError(`--${door} is ${port}; this user may not listen on ${config.host}:${port}`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      throw new ConfigError(`--host is "${config.host}"; allowed is an address of this machine (${message})`);
    throw error;
  };

/** 0.0.0.0 is an address to listen on, not one to go to. */
const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);
const localAddress = (address: string): string =>
  address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//127.0.0.1:');

function greet(house: House, http: string, mqtt: string, isTown: boolean): void {
  const lines = [
    '',
    `  Munan is running.   ${http}`,
    `  Devices             ${mqtt}`,
    `  Data                ${house.config.dataFolder}`,
  ];
  if (house.config.host === '0.0.0.0') {
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    for (const { address, family, internal } of others)
      if (family === 'IPv4' && !internal) lines.push(`  From the network    ${http.replace('127.0.0.1', address)}`);
  }
  if (isTown) {
    lines.push('', '  Demonstration town: 24 SIMULATED people. Log in as', '');
    for (const { user, password, role, name } of demoAccounts())
      lines.push(`    ${user.padEnd(10)} ${password.padEnd(16)} ${role.padEnd(9)} ${name}`);
  } else if (house.identity.users().length === 0) {
    lines.push('', '  No users yet: npm run munan -- user add --id ... --name ... --role manager');
  }
  console.log(`${lines.join('\n')}\n`);
}

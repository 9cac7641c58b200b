import { silentLog } from '@munan/runtime';
import { readConfig } from '../../apps/server/src/config.ts';
import { tokens as tokenTools } from '../../apps/server/src/house/tools.ts';
import { openHouse } from '../../apps/server/src/house.ts';
import { benchPerson } from './seed.ts';

const hourMs = 3_600_000;

export interface SeededNurses {
  nurses: { id: string; password: string; token: string; people: string[] }[];
  /** Bearer tokens, good for an hour. */
  tokens: { doctor: string; operator: string };
}

/** Nurses with people of their own, enrolled in a data folder on which no server runs. */
export async function seedNurses(
  args: readonly string[],
  count: number,
  peopleOfEach: number,
  more: (
    house: Awaited<ReturnType<typeof openHouse>>,
    nurse: string,
    people: string[],
  ) => Promise<void> = async () => {},
): Promise<SeededNurses> {
  const config = readConfig(args, {});
  const house = await openHouse(config, { log: silentLog });
  const now = Date.now();
  const key = tokenTools.openKey(config.dataFolder);
  const tokenOf = (id: string, role: 'nurse' | 'doctor' | 'operator') =>
    tokenTools.issueToken(key, { id, name: id, role }, now, hourMs);
  const nurses: SeededNurses['nurses'] = [];
  for (let number = 0; number < count; number++) {
    const id = `bench-nurse-${number}`;
    const password = `bench-password-${number}`;
    const people = Array.from({ length: peopleOfEach }, (_, at) => ({
      ...benchPerson(number * peopleOfEach + at),
      programme: 'intensive' as const,
    }));
    await house.enrol(people);
    const ids = people.map((person) => person.id);
    await house.addUser({ id, name: `Bench nurse ${number}`, role: 'nurse', password }, ids);
    await more(house, id, ids);
    nurses.push({ id, password, token: await tokenOf(id, 'nurse'), people: ids });
  }
  await house.close();
  return {
    nurses,
    tokens: { doctor: await tokenOf('bench-doctor', 'doctor'), operator: await tokenOf('bench-operator', 'operator') },
  };
}

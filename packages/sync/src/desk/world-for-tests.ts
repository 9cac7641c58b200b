import type { Desk } from '../desk.ts';
import { TestDevice } from '../device-for-tests.ts';
import { ModelServer } from '../model-server-for-tests.ts';

export const start = Date.UTC(2026, 10, 28, 1);
export const dayMs = 86_400_000;

/** A phone and the server that it talks to. */
export function world(patients: readonly string[] = ['p-1', 'p-2']) {
  const device = new TestDevice(async (path, body) => server.post(path, body), start);
  const server: ModelServer = new ModelServer(patients, () => device.wall);
  return { device, server };
}

/** A visit with a pulse and a remark, signed. */
export function visited(desk: Desk, patient = 'p-1', remarks = 'tired'): string {
  const { id } = desk.begin(patient).entry;
  desk.change(id, (entry) => ({ ...entry, vitals: { pulsePerMin: 70 }, remarks }));
  desk.sign(id);
  return id;
}

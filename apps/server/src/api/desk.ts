import {
  type DeskNow,
  type HandoverDraft,
  type HandoverLine,
  type HandoverNote,
  houseSubject,
  NewHandover,
  type SinceAway,
} from '@munan/flow';
import { Type } from 'typebox';
import { sinceAway } from '../desk/since-away.ts';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import type { Asker } from '../http/asker.ts';
import { allow, saw, visible } from './gate.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Since = Type.Object({ at: Type.Number({ minimum: 0 }) });
const Nothing = Type.Object({}, { additionalProperties: false });

/** Who watches now, what happened meanwhile, and what one shift tells the next. */
export function deskRoutes(app: App, house: House): void {
  const { desk } = house;

  app.get('/api/desk', async (request): Promise<DeskNow> => {
    await allow(house, request, 'desk.read');
    return desk.now();
  });

  app.post('/api/desk/active', { schema: { body: Nothing } }, async (request, reply) => {
    const asker = await allow(house, request, 'desk.work');
    await desk.active(asker.id);
    return reply.code(204).send();
  });

  app.get('/api/desk/since', { schema: { querystring: Since } }, async (request): Promise<SinceAway> => {
    const asker = await allow(house, request, 'desk.read');
    await allow(house, request, 'alerts.read');
    const seen = new Set(visible(house, asker, 'alerts.read'));
    const { people, ...since } = await sinceAway(
      house,
      request.query.at,
      ({ subject }) => subject === houseSubject || !house.people.find(subject) || seen.has(subject),
    );
    await saw(house, asker, people, 'since away');
    return since;
  });

  /** Lines about people whom the asker may see; the rest is not told, though it stands in the note. */
  const shownTo = (asker: Asker) => {
    const seen = new Set(visible(house, asker, 'alerts.read'));
    const lines = (all: readonly HandoverLine[]) => all.filter(({ person }) => !person || seen.has(person.id));
    return { lines, note: (note: HandoverNote): HandoverNote => ({ ...note, open: lines(note.open) }) };
  };
  const peopleIn = (lines: readonly HandoverLine[]) => [...new Set(lines.flatMap(({ person }) => person?.id ?? []))];

  app.get('/api/handover', async (request): Promise<HandoverDraft> => {
    const asker = await allow(house, request, 'desk.work');
    const shown = shownTo(asker);
    const [open, notes] = await Promise.all([desk.handover.lines(), desk.handover.notes()]);
    const draft = { now: house.clock.now(), open: shown.lines(open), notes: notes.map(shown.note) };
    await saw(house, asker, peopleIn([...draft.open, ...draft.notes.flatMap((note) => note.open)]), 'hand-over');
    return draft;
  });

  app.post('/api/handover', { schema: { body: NewHandover } }, async (request, reply): Promise<HandoverNote> => {
    const asker = await allow(house, request, 'desk.work');
    const note = shownTo(asker).note(await desk.handover.write(request.body, asker.id));
    await desk.active(asker.id);
    await saw(house, asker, peopleIn(note.open), 'hand-over written');
    reply.code(201);
    return note;
  });

  app.post('/api/handover/:id/accept', { schema: { params: Id } }, async (request): Promise<HandoverNote> => {
    const asker = await allow(house, request, 'desk.work');
    const accepted = await desk.handover.accept(request.params.id, { id: asker.id, name: asker.name });
    const note = shownTo(asker).note(accepted);
    await desk.active(asker.id);
    await saw(house, asker, peopleIn(note.open), 'hand-over accepted');
    return note;
  });
}

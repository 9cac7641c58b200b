import { refuse } from '@munan/fhir';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, type Door, heldTypeOf, isLenient, queryOf, sendAnswer, validIdOf } from '../door.ts';
import { search } from '../reading.ts';
import type { OperationNeeds } from './catalogue.ts';
import { compartmentParameters } from './compartment-types.ts';
import { everything } from './everything.ts';
import { addExports } from './export-routes.ts';
import { lastn } from './lastn.ts';
import { series } from './series.ts';

type IdRequest = FastifyRequest<{ Params: { id: string } }>;

/** The operations, one line each. */
export function addOperations(app: FastifyInstance, door: Door, { exports, series: source }: OperationNeeds): void {
  const served = (url: string, run: (request: FastifyRequest) => Promise<Answer>) => {
    const answer = async (request: FastifyRequest, reply: FastifyReply) =>
      sendAnswer(door, request, reply, await run(request));
    app.get(url, answer);
    app.post(url, answer);
  };
  served('/Patient/$everything', (request) => everything(door, request, undefined));
  served('/Patient/:id/$everything', (request) =>
    everything(door, request, validIdOf((request as IdRequest).params.id)),
  );
  served('/Observation/$lastn', (request) => lastn(door, request));
  if (source) served('/Observation/$series', (request) => series(door, request, source));
  if (exports) addExports(app, door, exports);
  addCompartmentSearch(app, door);
}

/** [FHIR R4 http.html#search] `GET /Patient/p01/Observation?code=…` */
function addCompartmentSearch(app: FastifyInstance, door: Door): void {
  interface CompartmentParams {
    type: string;
    id: string;
    within: string;
  }
  app.get<{ Params: CompartmentParams }>('/:type/:id/:within', async (request, reply) => {
    const { type: of, id } = request.params;
    if (of !== 'Patient') throw refuse('not-found', `there is no compartment of ${of}; there is that of Patient`);
    const patient = validIdOf(id);
    const type = heldTypeOf(request.params.within);
    const parameters = compartmentParameters(type);
    if (parameters.length === 0) throw refuse('not-found', `${type} is not in the compartment of a patient`);
    const within = { compartment: { parameters, patients: [patient] }, address: `Patient/${patient}/${type}` };
    const asked = { type, query: queryOf(request), lenient: isLenient(request), within };
    return sendAnswer(door, request, reply, await search(door, request, asked));
  });
}

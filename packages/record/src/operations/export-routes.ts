import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { type HeldType, isHeldType, refuse, successOutcome, toInstant, writeJson } from '@munan/fhir';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessFilter } from '../access-filter.ts';
import { admit, type Door, send } from '../door.ts';
import { askFor } from './asking.ts';
import { patientsFileOf } from './export-files.ts';
import type { ExportJob, ExportJobs } from './export-jobs.ts';
import { type ExportLevel, readExport } from './export-request.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that answers NDJSON, whatever is asked for. */
    ndjson?: boolean;
  }
}

/** Who asks for an export, as the house knows her. */
export interface Exporter {
  id: string;
  /** A program need not say why. */
  isService: boolean;
  /** May fetch and end what others asked for. */
  isManager: boolean;
}

export interface ExportNeeds {
  jobs: ExportJobs;
  /** Undefined when nobody is logged in. */
  who(request: FastifyRequest): Exporter | undefined;
}

const mostUnfinished = 5;
const pollAfterSeconds = 2;
/** So many patients are logged at once. */
const loggedAtOnce = 500;

type JobRequest = FastifyRequest<{ Params: { job: string; name: string } }>;

/** [Bulk Data Access IG 2.0.0] kick-off, status, files, deletion. */
export function addExports(app: FastifyInstance, door: Door, { jobs, who }: ExportNeeds): void {
  const asking = async (request: FastifyRequest): Promise<Exporter> => {
    await admit(door, request, 'capabilities', undefined);
    const exporter = who(request);
    if (!exporter) throw refuse('login-required', 'log in, or send a bearer token');
    return exporter;
  };

  const kickOff = (url: string, levelOf: (request: FastifyRequest) => ExportLevel) => {
    const begin = async (request: FastifyRequest, reply: FastifyReply) => {
      const { id: asker, isService } = await asking(request);
      const { wanted, reason } = await readExport(door, request, levelOf(request));
      if (reason === '' && !isService) {
        throw refuse(
          'reason-required',
          'say why in the header X-Munan-Reason; exports are reviewed with their reasons',
        );
      }
      if ((await jobs.unfinished(asker)) >= mostUnfinished) {
        reply.header('retry-after', 60);
        throw refuse('too-many-requests', `${mostUnfinished} of your exports are not done yet; wait for one of them`);
      }
      await door.access.saw(request, [], '$export', 'Bundle', reason);
      const base = door.baseOf(request);
      const address = `${base}${request.url.slice(app.prefix.length)}`;
      const id = await jobs.ask({ asker, address, reason, wanted });
      reply.header('content-location', `${base}/$export-status/${id}`);
      return send(reply, 202, writeJson(successOutcome('the export has begun; ask for it at Content-Location')));
    };
    app.get(url, begin);
    app.post(url, begin);
  };
  kickOff('/$export', () => ({ of: 'system' }));
  kickOff('/Patient/$export', () => ({ of: 'Patient' }));
  kickOff('/Group/:id/$export', (request) => ({ of: 'Group', id: (request.params as { id: string }).id }));

  /** Of somebody else, or over: like one that never was. */
  const jobOf = async (request: JobRequest): Promise<ExportJob> => {
    const { id, isManager } = await asking(request);
    const { job: wanted } = request.params;
    const job = /^[0-9a-f-]{36}$/.test(wanted) ? await jobs.find(wanted) : undefined;
    const isOver = job?.status === 'cancelled' || job?.status === 'expired';
    if (!job || isOver || (job.asker !== id && !isManager)) throw refuse('not-found', 'there is no such export');
    return job;
  };

  app.get('/$export-status/:job', async (request: JobRequest, reply) => {
    const job = await jobOf(request);
    if (job.status === 'running') {
      reply.header('x-progress', jobs.progressOf(job.id)).header('retry-after', pollAfterSeconds);
      return reply.code(202).header('cache-control', 'no-store').send();
    }
    if (job.status === 'failed') throw refuse('internal-error', 'the export failed; nothing of it was kept');
    reply.header('expires', new Date((job.ended ?? 0) + jobs.keepMs).toUTCString());
    reply.code(200).header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store');
    return reply.send(JSON.stringify(manifestOf(job, door.baseOf(request))));
  });

  app.delete('/$export-status/:job', async (request: JobRequest, reply) => {
    const { id } = await jobOf(request);
    await jobs.cancel(id);
    return send(reply, 202, writeJson(successOutcome('the export is ended, its files are removed')));
  });

  app.get('/$export-file/:job/:name', { config: { ndjson: true } }, async (request: JobRequest, reply) => {
    const job = await jobOf(request);
    // Only names that the export itself gave lead to the disk.
    const file = job.files.find(({ name }) => name === request.params.name);
    if (!file || !isHeldType(file.type)) throw refuse('not-found', 'there is no such file of this export');
    await checkSight(door, request, job, file.type);
    const path = jobs.pathOf(job.id, file.name);
    const patients = (await readFile(jobs.pathOf(job.id, patientsFileOf(file.name)), 'utf8')).split('\n').slice(0, -1);
    for (let at = 0; at === 0 || at < patients.length; at += loggedAtOnce) {
      await door.access.saw(request, patients.slice(at, at + loggedAtOnce), '$export', file.type, job.reason);
    }
    const { size } = await stat(path);
    reply.header('content-type', 'application/fhir+ndjson').header('content-length', size);
    return reply.header('cache-control', 'no-store').send(createReadStream(path));
  });
}

/** What was seen when the export was asked for must still be what may be seen, by whoever fetches it. */
async function checkSight(door: Door, request: FastifyRequest, { wanted }: ExportJob, type: HeldType): Promise<void> {
  const answer = await askFor(door, request, '$export', type);
  if (!answer.allowed) throw refuse(answer.loginRequired ? 'login-required' : 'forbidden', answer.reason);
  const then = wanted.types.find((each) => each.type === type)?.filter;
  if (canonical(then) === canonical(answer.filter)) return;
  throw refuse('forbidden', 'what you may see is not what this export was made for; ask for a new one');
}

/** Lists of ids come in any order. */
function canonical(filter: AccessFilter | undefined): string {
  return JSON.stringify(filter ?? null, (_, value) =>
    Array.isArray(value) && value.every((each) => typeof each === 'string') ? value.toSorted() : value,
  );
}

/** The manifest of a whole export. */
function manifestOf(job: ExportJob, base: string) {
  return {
    transactionTime: toInstant(job.started ?? job.asked),
    request: job.address,
    requiresAccessToken: true,
    output: job.files.map(({ type, name, count }) => ({ type, url: `${base}/$export-file/${job.id}/${name}`, count })),
    error: [],
  };
}

import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app.ts';

const notFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.code(404).send({
    error: { code: 'not-found', message: `there is nothing at ${request.method} ${request.url.split('?')[0]}` },
  });

/** Pages of the app have addresses of their own (/people/p01): a browser that asks for one gets the app. */
const isPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' &&
  (request.headers.accept ?? '').includes('text/html') &&
  !/^\/(api|fhir|devices|assets)\//.test(request.url);

/** Serves the built web app: named by content and kept for ever below assets/, asked for anew otherwise. */
export async function serveWebApp(app: App, folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    app.setNotFoundHandler(notFound);
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    cacheControl: false,
    setHeaders(response, path) {
      const isNamedByContent = path.includes('/assets/');
      response.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) =>
    isPage(request) ? reply.header('cache-control', 'no-cache').sendFile('index.html') : notFound(request, reply),
  );
}

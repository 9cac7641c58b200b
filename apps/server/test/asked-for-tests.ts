import type { Role } from '@munan/flow';
import type { App } from '../src/http/app.ts';
import { bearer } from './house-for-tests.ts';

export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  payload?: object | string;
}

/** Asks an open house over HTTP, as anybody. */
export function askingOf(app: App, folder: string, now: () => number) {
  return async (role: Role | undefined, user: string, { method = 'GET', url, payload }: Asked) => {
    const authorization = role && (await bearer(folder, role, user, now()));
    return app.inject({
      ...{ method, url },
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(typeof payload === 'string' && { 'content-type': 'application/json' }),
      },
      ...(payload !== undefined && { payload }),
    });
  };
}

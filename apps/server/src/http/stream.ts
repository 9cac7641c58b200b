import type { ServerResponse } from 'node:http';
import type { StreamEvent } from '@munan/flow';
import type { Subscriber } from '../live/hub.ts';

const pingEveryMs = 10_000;
/** A screen that reads so slowly is not live any more: it is cut and reconnects, asking for the whole again. */
const mostWaitingBytes = 4 * 1024 * 1024;

/** One open event stream. @returns the subscriber for the hub, and how to end it */
export function openEventStream(
  response: ServerResponse,
  now: () => number,
  wants: Subscriber['wants'],
): { subscriber: Subscriber; end: () => void } {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  const send = (event: StreamEvent): void => {
    if (response.writableLength > mostWaitingBytes) {
      response.destroy();
      return;
    }
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`);
  };
  send({ type: 'hello', data: { now: now() } });
  const pinging = setInterval(() => send({ type: 'ping', data: { now: now() } }), pingEveryMs);
  return {
    subscriber: { wants, send },
    end() {
      clearInterval(pinging);
      response.end();
    },
  };
}

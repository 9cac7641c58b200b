import { get } from 'node:http';

/** Listens to a stream of server-sent events; `onEvent` is told the type and the data as text. */
export function openStream(
  url: string,
  headers: Record<string, string>,
  onEvent: (type: string, data: string) => void,
): Promise<{ close(): void }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers }, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`${url} answered ${response.statusCode}`));
        return;
      }
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop()!;
        for (const event of events) {
          const type = /^event: (.*)$/m.exec(event)?.[1];
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (type !== undefined && data !== undefined) onEvent(type, data);
        }
      });
      resolve({ close: () => request.destroy() });
    });
    request.on('error', reject);
  });
}

import { connect, type Socket } from 'node:net';

/** Just enough MQTT 3.1.1 to publish at QoS 1 as fast as one core allows: no queues, no streams, no objects a packet. */

function lengthBytes(length: number): number[] {
  // [MQTT-2.2.3] seven bits a byte, low first.
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

/** CONNECT: clean session, user name and password, no keep-alive (section 3.1.2.10 allows zero). */
export function connectFrame(device: string, secret: string): Buffer {
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, 0b1100_0010, 0, 0]),
    text(device),
    text(device),
    text(secret),
  ]);
  return Buffer.concat([Buffer.from([0x10, ...lengthBytes(body.length)]), body]);
}

/** PUBLISH at QoS 1 up to where the packet identifier stands; it and the payload follow. */
export function publishHead(topic: string, payloadLength: number): Buffer {
  const name = text(topic);
  return Buffer.concat([Buffer.from([0x32, ...lengthBytes(name.length + 2 + payloadLength)]), name]);
}

export interface RawConnection {
  write(frames: Buffer): void;
  close(): void;
}

export interface RawHandlers {
  acknowledged(packetId: number): void;
  /** After all acknowledgements of one piece of input. */
  drained?(): void;
  closed(reason: string): void;
}

const connack = 0x20;
const puback = 0x40;

/** Resolves when the server has accepted the device. @throws with the server's return code when it has not. */
export function openRaw(
  host: string,
  port: number,
  device: string,
  secret: string,
  handlers: RawHandlers,
): Promise<RawConnection> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port, noDelay: true });
    let rest: Buffer | undefined;
    let accepted = false;
    const connection: RawConnection = {
      write: (frames) => void socket.write(frames),
      close: () => {
        socket.write(Buffer.from([0xe0, 0]));
        socket.destroySoon();
      },
    };
    const take = (kind: number, body: Buffer) => {
      if (kind === puback) handlers.acknowledged(body.readUInt16BE(0));
      else if (kind === connack && body[1] === 0) {
        accepted = true;
        resolve(connection);
      } else if (kind === connack) {
        reject(new Error(`device ${device} was refused by ${host}:${port} (MQTT return code ${body[1]})`));
        socket.destroy();
      }
    };
    socket.once('connect', () => socket.write(connectFrame(device, secret)));
    socket.on('data', (chunk: Buffer) => {
      const input = rest ? Buffer.concat([rest, chunk]) : chunk;
      let at = 0;
      for (;;) {
        let length = 0;
        let end = at + 1;
        let whole = false;
        for (let shift = 1; end < input.length; shift *= 128) {
          const byte = input[end++]!;
          length += (byte & 127) * shift;
          if (byte < 128) {
            whole = true;
            break;
          }
        }
        if (!whole || end + length > input.length) break;
        take(input[at]! & 0xf0, input.subarray(end, end + length));
        at = end + length;
      }
      rest = at < input.length ? input.subarray(at) : undefined;
      handlers.drained?.();
    });
    socket.on('error', (error) => {
      if (!accepted) reject(new Error(`device ${device} cannot reach ${host}:${port}: ${error.message}`));
    });
    socket.on('close', () => {
      if (!accepted) reject(new Error(`${host}:${port} hung up on device ${device} before accepting it`));
      else handlers.closed(device);
    });
  });
}

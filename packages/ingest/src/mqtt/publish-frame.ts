/** MQTT 3.1.1 §3.3: a PUBLISH of QoS 1. */
export function publishFrame(topic: string, payload: Uint8Array, messageId: number): Buffer {
  const name = Buffer.from(topic, 'utf8');
  let length = 2 + name.length + 2 + payload.length;
  const head = [0x32];
  do {
    const more = length > 127;
    head.push((length & 0x7f) | (more ? 0x80 : 0));
    length >>= 7;
  } while (length > 0);
  const number = [messageId >> 8, messageId & 0xff];
  return Buffer.concat([
    Buffer.from(head),
    Buffer.from([name.length >> 8, name.length & 0xff]),
    name,
    Buffer.from(number),
    payload,
  ]);
}

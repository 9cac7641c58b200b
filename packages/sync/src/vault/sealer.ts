/** Keys and sealing as little as is needed of them: the browser's WebCrypto, or for the fuzz something quick. */
export interface Sealer {
  /**
   * The key that seals the rows, from what the server gave (base64, 32 bytes) and what only this device has: neither
   * opens anything without the other. It cannot be read out again, only kept and used.
   */
  derive(fromServer: string, ofDevice: Uint8Array<ArrayBuffer>, about: string): Promise<SealingKey>;
  /** @param label is bound to what is sealed: it opens under no other, so that rows cannot be swapped */
  seal(key: SealingKey, label: string, plain: Uint8Array<ArrayBuffer>): Promise<Sealed>;
  /** @throws Error where key, label or content are not those that were sealed */
  open(key: SealingKey, label: string, sealed: Sealed): Promise<Uint8Array<ArrayBuffer>>;
  random(bytes: number): Uint8Array<ArrayBuffer>;
}
/** A handle; of the browser's a CryptoKey, which IndexedDB keeps without anybody seeing the key. */
export type SealingKey = CryptoKey;
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

/** 96 bits, random for each write [NIST SP 800-38D 8.2.2]. */
const ivBytes = 12;

export function webSealer(crypto: Crypto): Sealer {
  const text = new TextEncoder();
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  return {
    random,
    async derive(fromServer, ofDevice, about) {
      const given = Uint8Array.from(atob(fromServer), (letter) => letter.charCodeAt(0));
      if (given.length !== 32) throw new Error(`the server's key has ${given.length} bytes, not 32`);
      const material = await crypto.subtle.importKey('raw', given, 'HKDF', false, ['deriveKey']);
      given.fill(0);
      const how = { name: 'HKDF', hash: 'SHA-256', salt: ofDevice, info: text.encode(about) };
      return crypto.subtle.deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    },
    async seal(key, label, plain) {
      const iv = random(ivBytes);
      const how = { name: 'AES-GCM', iv, additionalData: text.encode(label) };
      return { iv, sealed: await crypto.subtle.encrypt(how, key, plain) };
    },
    async open(key, label, { iv, sealed }) {
      const how = { name: 'AES-GCM', iv, additionalData: text.encode(label) };
      return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed));
    },
  };
}

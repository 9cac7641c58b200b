import { useEffect, useState } from 'react';
import type { Visiting } from '../visiting.ts';

/**
 * Address of a picture that lies on this device; undefined while it is read, null where it is not here. A `data:` address:
 * the page's policy allows no `blob:`.
 */
export function usePhotoUrl({ desk }: Visiting, id: string): string | null | undefined {
  const [url, setUrl] = useState<string | null>();
  useEffect(() => {
    let current = true;
    void desk.photo(id).then(async (jpeg) => {
      const made = jpeg ? await dataUrl(jpeg) : null;
      if (current) setUrl(made);
    });
    return () => {
      current = false;
    };
  }, [desk, id]);
  return url;
}

function dataUrl(jpeg: Uint8Array): Promise<string | null> {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(typeof reader.result === 'string' ? reader.result : null);
    reader.onerror = () => done(null);
    reader.readAsDataURL(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }));
  });
}

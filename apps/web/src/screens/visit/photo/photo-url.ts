import { useEffect, useState } from 'react';
import type { Visiting } from '../visiting.ts';

/** Address of a picture that lies on this device; undefined while it is read, null where it is not here. */
export function usePhotoUrl({ desk }: Visiting, id: string): string | null | undefined {
  const [url, setUrl] = useState<string | null>();
  useEffect(() => {
    let made: string | undefined;
    let current = true;
    void desk.photo(id).then((jpeg) => {
      if (!current) return;
      made = jpeg ? URL.createObjectURL(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' })) : undefined;
      setUrl(made ?? null);
    });
    return () => {
      current = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [desk, id]);
  return url;
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ReplayError } from './replay-error.ts';

/** A file of a recording, unpacked, or a folder of them. */
export interface Source {
  path: string;
  /** Last part of the path. */
  name: string;
  /** Name of the folder it lies in. */
  folder: string;
  kind: 'file' | 'folder';
  /** First line without its end; empty for a folder. */
  firstLine: string;
  text: string;
  /** Paths of the files in a folder, in order of name; empty for a file. */
  files: string[];
}

function unpack(path: string, bytes: Buffer): Buffer {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!packed && path.endsWith('.gz')) {
    throw new ReplayError('not-gzip', `${path} is named .gz but does not begin like a gzip file`);
  }
  if (!packed) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') {
      throw new ReplayError('gzip-truncated', `${path} ends in the middle of its gzip data: it was not copied whole`);
    }
    throw new ReplayError('gzip-damaged', `${path} cannot be unpacked: ${(error as Error).message}`);
  }
}

/** @throws ReplayError when it is not there, empty, or not the gzip it says it is. */
export function openSource(path: string): Source {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new ReplayError('no-such-file', `${path} does not exist`);
  const place = { path, name: basename(path), folder: basename(dirname(join(path, '.'))) };
  if (found.isDirectory()) {
    const files = readdirSync(path)
      .sort()
      .map((name) => join(path, name));
    if (files.length === 0) throw new ReplayError('empty', `${path} is an empty folder`);
    return { ...place, kind: 'folder', firstLine: '', text: '', files };
  }
  const text = unpack(path, readFileSync(path))
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (text.trim() === '') throw new ReplayError('empty', `${path} is empty`);
  const [firstLine = ''] = text.split('\n', 1);
  return { ...place, kind: 'file', firstLine: firstLine.replace(/\r$/, ''), text, files: [] };
}

import type { Extension, Patient } from '@munan/fhir';
import { krCore } from './krcore.ts';

type Address = NonNullable<Patient['address']>[number];

/** `경상남도 창원시 의창구 …`: what the words before the road's name end with. */
const area = /(?:도|시|군|구|읍|면)$/;
const road = /(?:로|길)$/;
const building = /^(?:지하)?\d/;

/**
 * A home's address as it was written; where it is a road-name address (도로명주소), with its parts as KR Core has them.
 * `경상남도 창원시 의창구 도계로 12, 101동 304호 (도계동)`
 */
export function homeAddress(text: string): Address {
  const extension = roadNameParts(text);
  return { ...(extension && { extension: [extension] }), use: 'home', text };
}

function roadNameParts(text: string): Extension | undefined {
  const [, plain = text, complements] = /^([^()]*)\(([^()]+)\)$/.exec(text) ?? [];
  const words = plain.trim().split(/\s+/);
  const at = words.findIndex((word) => !area.test(word));
  const [roadName = '', number = ''] = words.slice(at);
  if (at < 1 || !road.test(roadName) || !building.test(number)) return undefined;
  const part = (url: string, valueString: string) => ({ url, valueString });
  return {
    url: krCore.roadNameAddress,
    extension: [
      part('district', words.slice(0, at).join(' ')),
      part('roadName', roadName),
      part('detailedAddress', words.slice(at + 1).join(' ')),
      ...(complements?.trim() ? [part('complements', complements.trim())] : []),
    ],
  };
}

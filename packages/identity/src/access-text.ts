import { heldTypes } from '@munan/fhir';
import { exporters, hiddenLabels, screenActions, screenReach, typeReach } from './access-table.ts';
import { typeClasses, typeClassOf } from './access-types.ts';
import { roles } from './tokens.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const dash = (text: string): string => (text === 'no' ? '-' : text);

/** The tables of who may see whom, as docs/security.md has them (Markdown). */
export function accessTables(): string {
  const screens = table(
    ['Screens', ...roles],
    screenActions.map((action) => [action, ...roles.map((role) => dash(screenReach[role][action] ?? 'no'))]),
  );
  const types = table(
    ['FHIR types (read / write)', ...roles],
    typeClasses.map((of) => [of, ...roles.map((role) => typeReach[role][of].map(dash).join(' / '))]),
  );
  const labels = table(
    ['meta.security', ...roles],
    ['R', 'V'].map((label) => [
      label,
      ...roles.map((role) => (hiddenLabels[role].includes(label) ? 'hidden' : 'as above')),
    ]),
  );
  const members = typeClasses.map((of) => {
    const named = heldTypes.filter((type) => typeClassOf(type) === of);
    return `- ${of}: ${of === 'clinical' ? `the other ${named.length} types` : named.join(', ')}`;
  });
  return [screens, types, `\`$export\`: ${[...exporters].join(', ')}.`, members.join('\n'), labels].join('\n\n');
}

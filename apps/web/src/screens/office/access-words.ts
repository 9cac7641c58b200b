import type { Words } from '@munan/language';

type Actions = Words['office']['access']['actions'];

/** How the server writes what was done, and whose sentence it is; what is in brackets is said, too. */
const forms: [RegExp, keyof Actions][] = [
  [/^person$/, 'person'],
  [/^family page$/, 'familyPage'],
  [/^login$/, 'login'],
  [/^login refused$/, 'loginRefused'],
  [/^alert$/, 'alert'],
  [/^visits$/, 'visits'],
  [/^visit saved$/, 'visitSaved'],
  [/^today$/, 'today'],
  [/^devices$/, 'devices'],
  [/^quarantine$/, 'quarantine'],
  [/^access log$/, 'accessLog'],
  [/^live stream$/, 'stream'],
  [/^person enrolled$/, 'enrolled'],
  [/^board of (\d+)$/, 'board'],
  [/^list of (\d+) people$/, 'list'],
  [/^\S+ alerts$/, 'alerts'],
  [/^alert command (\S+)$/, 'command'],
  [/^series (\S+)$/, 'series'],
  [/^device (\S+) added$/, 'deviceAdded'],
  [/^device (\S+) assigned$/, 'deviceAssigned'],
  [/^device (\S+) revoked$/, 'deviceRevoked'],
  [/^user (\S+) added$/, 'userAdded'],
  [/^refused (\S+)$/, 'refused'],
];

/** What was done, in the language of `words`; a form that this page does not know is shown as the server wrote it. */
export function actionSentence(words: Words, action: string): string {
  for (const [form, name] of forms) {
    const match = form.exec(action);
    if (!match) continue;
    const given = match[1] ?? '';
    const names: Record<string, string> =
      name === 'series' ? words.shell.channels : name === 'command' ? words.response.commands : {};
    return words.office.access.actions[name](names[given] ?? given);
  }
  return action;
}

import type { AuditLine } from '@munan/flow';
import type { Words } from '@munan/language';

type Actions = Words['audit']['actions'];

/** How the server writes what was done, and whose sentence it is; what is in brackets is said, too. */
const forms: [RegExp, keyof Actions][] = [
  [/^person$/, 'person'],
  [/^family page$/, 'familyPage'],
  [/^login$/, 'login'],
  [/^login refused$/, 'loginRefused'],
  [/^logout$/, 'logout'],
  [/^alert$/, 'alert'],
  [/^visits$/, 'visits'],
  [/^visit saved$/, 'visitSaved'],
  [/^today$/, 'today'],
  [/^visit$/, 'visit'],
  [/^photo$/, 'photo'],
  [/^photo saved$/, 'photoSaved'],
  [/^answers$/, 'answers'],
  [/^visit printed$/, 'visitPrinted'],
  [/^month printed (\S+)$/, 'monthPrinted'],
  [/^visit answered$/, 'visitAnswered'],
  [/^answer read$/, 'answerRead'],
  [/^visit requests$/, 'visitRequests'],
  [/^visit asked for$/, 'visitAsked'],
  [/^facts$/, 'facts'],
  [/^facts changed$/, 'factsChanged'],
  [/^conflicts$/, 'conflicts'],
  [/^conflict decided$/, 'conflictDecided'],
  [/^conflict read$/, 'conflictRead'],
  [/^people taken along$/, 'takenAlong'],
  [/^nurse devices$/, 'nurseDevices'],
  [/^nurse device (\S+) enrolled$/, 'nurseDeviceEnrolled'],
  [/^nurse device (\S+) wiped$/, 'nurseDeviceWiped'],
  [/^nurse device (\S+) allowed$/, 'nurseDeviceAllowed'],
  [/^devices$/, 'devices'],
  [/^accounts$/, 'accounts'],
  [/^quarantine$/, 'quarantine'],
  [/^access log$/, 'auditList'],
  [/^audit review (\S+)$/, 'review'],
  [/^audit list (\S+)$/, 'auditList'],
  [/^audit export (.+)$/, 'auditExport'],
  [/^reviewed (\S+)$/, 'reviewed'],
  [/^live stream$/, 'stream'],
  [/^person enrolled$/, 'enrolled'],
  [/^person changed$/, 'personChanged'],
  [/^board of (\d+)$/, 'board'],
  [/^list of (\d+) people$/, 'list'],
  [/^\S+ alerts$/, 'alerts'],
  [/^alert command (\S+)$/, 'command'],
  [/^series (\S+)$/, 'series'],
  [/^watch$/, 'watch'],
  [/^rules changed to version (\d+)$/, 'rulesChanged'],
  [/^plans changed to version (\d+)$/, 'plansChanged'],
  [/^plan preview$/, 'planPreview'],
  [/^what-if$/, 'whatIf'],
  [/^outcomes$/, 'outcomes'],
  [/^outcomes export of (\d+) days$/, 'outcomesExport'],
  [/^drill started$/, 'drillStarted'],
  [/^drill ended$/, 'drillEnded'],
  [/^shift added for (\S+)$/, 'shiftAdded'],
  [/^shift removed of (\S+)$/, 'shiftRemoved'],
  [/^reach changed of (\S+)$/, 'reachChanged'],
  [/^notices on$/, 'noticesOn'],
  [/^notices off$/, 'noticesOff'],
  [/^notices ended of (\S+)$/, 'noticesEnded'],
  [/^list of notices$/, 'noticesList'],
  [/^message answered$/, 'messageAnswered'],
  [/^refused message answer$/, 'answerRefused'],
  [/^channels$/, 'channels'],
  [/^since away$/, 'sinceAway'],
  [/^hand-over$/, 'handover'],
  [/^hand-over written$/, 'handoverWritten'],
  [/^hand-over accepted$/, 'handoverAccepted'],
  [/^wishes$/, 'wishes'],
  [/^wishes changed$/, 'wishesChanged'],
  [/^own page$/, 'ownPage'],
  [/^called for help$/, 'calledForHelp'],
  [/^device (\S+) added$/, 'deviceAdded'],
  [/^device (\S+) assigned$/, 'deviceAssigned'],
  [/^device (\S+) revoked$/, 'deviceRevoked'],
  [/^user (\S+) added$/, 'userAdded'],
  [/^user (\S+) closed$/, 'userClosed'],
  [/^user (\S+) reopened$/, 'userReopened'],
  [/^client (\S+) added$/, 'clientAdded'],
  [/^client (\S+) removed$/, 'clientRemoved'],
  [/^list of clients$/, 'clients'],
  [/^launch of an app$/, 'launch'],
  [/^access for the app (\S+)$/, 'appGranted'],
  [/^passkey added$/, 'passkeyAdded'],
  [/^passkey removed$/, 'passkeyRemoved'],
  [/^break-glass opened$/, 'glassOpened'],
  [/^reviewed break-glass of (\S+)$/, 'glassReviewed'],
  [/^list of break-glass$/, 'glassList'],
  [/^break-glass search$/, 'glassSearch'],
  [/^choice for the app (\S+)$/, 'appChoice'],
  [/^list of consents$/, 'consents'],
  [/^consent recorded for (.+)$/, 'consentRecorded'],
  [/^consent withdrawn for (\S+)$/, 'consentWithdrawn'],
  [/^refused (\S+)$/, 'refused'],
  [/^refusals counted$/, 'counted'],
  [/^broken$/, 'broken'],
  [/^archived$/, 'archived'],
];

/** What was done, in the language of `words`; a form that this page does not know is shown as the server wrote it. */
export function actionSentence(
  words: Words,
  { what, interaction, resource }: Pick<AuditLine, 'what' | 'interaction' | 'resource'>,
): string {
  for (const [form, name] of forms) {
    const match = form.exec(what);
    if (!match) continue;
    const given = match[1] ?? '';
    const names: Record<string, string> =
      name === 'series' ? words.shell.channels : name === 'command' ? words.response.commands : {};
    return words.audit.actions[name](names[given] ?? given);
  }
  const { interactions } = words.audit;
  const known = Object.hasOwn(interactions, interaction)
    ? interactions[interaction as keyof typeof interactions]
    : undefined;
  // A version's number says little to a person; the FHIR door's own operations have their name in `what`.
  const about = [what, resource.replace(/\/_history\/\d+$/, '')].filter((text) => text !== '').join(' ');
  return known ? known(about) : about || interaction;
}

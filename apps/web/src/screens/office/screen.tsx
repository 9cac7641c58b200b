import { useWords } from '@munan/ui';
import { Link, useParams } from '@tanstack/react-router';
import { Page } from '../../shell/frame.tsx';
import { AccessPart } from './access-part.tsx';
import { AccountsPart } from './accounts-part.tsx';
import { BreakGlassPart } from './break-glass-part.tsx';
import { ConsentPart } from './consent-part.tsx';
import { DevicesPart } from './devices-part.tsx';
import { NoticesPart } from './notices-part.tsx';
import { NurseDevicesPart } from './nurse-devices-part.tsx';
import classes from './office.module.css';
import { PeoplePart } from './people-part.tsx';
import { QuarantinePart } from './quarantine-part.tsx';

const parts = {
  people: PeoplePart,
  devices: DevicesPart,
  'sync-devices': NurseDevicesPart,
  notices: NoticesPart,
  quarantine: QuarantinePart,
  access: AccessPart,
  accounts: AccountsPart,
  consents: ConsentPart,
  'break-glass': BreakGlassPart,
} as const;
type PartName = keyof typeof parts;
const names = Object.keys(parts) as PartName[];

/** The manager's office: each part has an address of its own. */
export function OfficeScreen() {
  const { office: words, shell } = useWords();
  const { part } = useParams({ strict: false }) as { part?: string };
  const name = names.find((one) => one === part) ?? 'people';
  const Part = parts[name];
  return (
    <Page title={words.parts[name]} width="full">
      <nav className={classes.tabs} aria-label={words.partsLabel}>
        {names.map((one) => (
          <Link
            key={one}
            to="/office/$part"
            params={{ part: one }}
            className={classes.tab}
            aria-current={one === name ? 'page' : undefined}
            data-testid={`office-${one}`}
          >
            {words.parts[one]}
          </Link>
        ))}
        <Link to="/rules" className={classes.tab} data-testid="open-rules">
          {shell.rules}
        </Link>
        <Link to="/outcomes" className={classes.tab} data-testid="open-outcomes">
          {shell.outcomes}
        </Link>
        <Link to="/drills" className={classes.tab} data-testid="open-drills">
          {shell.drills}
        </Link>
        <Link to="/plans" className={classes.tab} data-testid="open-plans">
          {shell.plans}
        </Link>
        <Link to="/shifts" className={classes.tab} data-testid="open-shifts">
          {shell.shifts}
        </Link>
      </nav>
      <Part />
    </Page>
  );
}

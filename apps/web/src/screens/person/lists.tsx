import type { AlertRow, DeviceRow, PersonPage, VisitRow } from '@munan/flow';
import { PriorityMark, reasonSentence, useLanguage, useNow } from '@munan/ui';
import { IconBattery2, IconPhone } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe } from '../../shell/session.tsx';
import { outcomeSentence } from '../centre/outcome-sentence.ts';
import { Facts } from './facts.tsx';
import { MonthPaper } from './month-paper.tsx';
import classes from './person.module.css';
import { visitFigures } from './visit-figures.ts';

export function Alerts({ alerts }: { alerts: AlertRow[] }) {
  const { words, formats } = useLanguage();
  const me = useMe();
  const now = useNow(30_000);
  const t = words.person;
  return (
    <section aria-labelledby="alerts-title" className={classes.panel}>
      <h2 id="alerts-title">{t.alerts}</h2>
      {alerts.length === 0 ? <p className={classes.dim}>{t.noAlerts}</p> : null}
      <ul className={classes.list}>
        {alerts.map((alert) => (
          <li key={alert.id}>
            <span className={classes.itemTop}>
              <PriorityMark priority={alert.priority} plain />
              {me.role === 'operator' ? (
                <Link to="/centre/$alert" params={{ alert: alert.id }}>
                  {reasonSentence(words, alert.reason)}
                </Link>
              ) : (
                <strong>{reasonSentence(words, alert.reason)}</strong>
              )}
            </span>
            <span className={classes.dim}>
              {formats.moment(alert.since, now)} ·{' '}
              {alert.status === 'open' ? `${t.open} · ${t.step(words.shell.steps[alert.step.kind])}` : ''}
              {alert.closedAt === undefined ? '' : words.centre.alert.closedAt(formats.moment(alert.closedAt, now))}
              {alert.outcome ? ` · ${outcomeSentence(words, alert.outcome)}` : ''}
              {alert.takenBy ? ` · ${alert.takenBy.name}` : ''}
              {alert.dispatch ? ` · ${t.dispatched} ${formats.clock(alert.dispatch.at)}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Visits({ visits, person }: { visits: VisitRow[]; person: string }) {
  const { words, formats } = useLanguage();
  const now = useNow(30_000);
  const t = words.person;
  return (
    <section aria-labelledby="visits-title" className={classes.panel}>
      <h2 id="visits-title">{t.visits}</h2>
      {visits.length === 0 ? (
        <p className={classes.dim}>{t.noVisits}</p>
      ) : (
        <MonthPaper person={person} visits={visits} />
      )}
      <ul className={classes.list}>
        {visits.map((visit) => (
          <li key={visit.id} data-testid="visit-row" data-visit-id={visit.id}>
            <Link
              to="/hospital/visits/$visit"
              params={{ visit: visit.id }}
              className={classes.visitLink}
              data-testid="open-visit"
            >
              {formats.moment(visit.arrived, now)} · {t.byNurse(visit.nurse.name)}
              {visit.news2
                ? ` · ${words.shell.news2.name} ${words.shell.news2.range(visit.news2.least, visit.news2.most)}`
                : ''}
            </Link>
            <dl className={classes.figures}>
              {visitFigures(visit.vitals, words.person.vitals, formats).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            {visit.remarks ? <q className={classes.quote}>{visit.remarks}</q> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Devices({ devices }: { devices: DeviceRow[] }) {
  const { words, formats } = useLanguage();
  const now = useNow(10_000);
  const t = words.person;
  return (
    <section aria-labelledby="devices-title" className={classes.panel}>
      <h2 id="devices-title">{t.devices}</h2>
      {devices.length === 0 ? <p className={classes.dim}>{t.noDevices}</p> : null}
      <ul className={classes.list}>
        {devices.map((device) => (
          <li key={device.id}>
            <strong>
              {words.shell.deviceKinds[device.kind]} · {device.id}
            </strong>
            <span className={classes.dim}>
              {device.connected ? t.connected : t.notConnected} · {t.lastContact(formats.ago(device.lastContact, now))}
              {device.worn === undefined ? '' : ` · ${device.worn ? t.worn : t.notWorn}`}
              {device.clockErrorMs !== undefined && Math.abs(device.clockErrorMs) > 2000
                ? ` · ${t.clockError(formats.span(device.clockErrorMs))}`
                : ''}
            </span>
            {device.battery === undefined ? null : (
              <span className={classes.battery} data-low={device.battery < 20 || undefined}>
                <IconBattery2 size={18} aria-hidden /> {t.battery(device.battery)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function About({ page }: { page: PersonPage }) {
  const { words } = useLanguage();
  const t = words.person;
  const { person } = page;
  return (
    <section aria-labelledby="about-title" className={classes.panel}>
      <h2 id="about-title">{t.facts}</h2>
      <dl className={classes.facts}>
        <Facts page={page} />
        <div className={classes.fact}>
          <dt>{t.programme}</dt>
          <dd>{words.shell.programmes[person.programme]}</dd>
        </div>
        <div className={classes.fact}>
          <dt>{t.settings}</dt>
          <dd>
            {person.spo2Scale2 ? t.spo2Scale2 : t.spo2Scale1}
            <br />
            {t.noMovement(person.noMovementHours.caution, person.noMovementHours.alarm, person.noMovementHours.danger)}
            {person.enrolledUnwell ? (
              <>
                <br />
                {t.enrolledUnwell}
              </>
            ) : null}
          </dd>
        </div>
        <div className={classes.fact}>
          <dt>{t.contacts}</dt>
          <dd>
            {page.contacts.map((contact) => (
              <span key={`${contact.name}-${contact.phone}`} className={classes.contact}>
                {words.shell.relations[contact.relation]} {contact.name}{' '}
                <a href={`tel:${contact.phone}`}>
                  <IconPhone size={16} aria-hidden /> {contact.phone}
                </a>
              </span>
            ))}
          </dd>
        </div>
      </dl>
    </section>
  );
}

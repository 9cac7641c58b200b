import { Button } from '@mantine/core';
import type { TodayRow } from '@munan/flow';
import { reasonSentence, StateMark, useFormats, useWords } from '@munan/ui';
import { IconDoor, IconMapPin, IconPhone, IconStethoscope } from '@tabler/icons-react';
import classes from './place.module.css';

/** How to get there and in, and what to know before the door opens. */
export function Place({ row, now }: { row: TodayRow; now: number }) {
  const all = useWords();
  const words = all.visit.today;
  const formats = useFormats();
  const { board } = row;
  return (
    <div className={classes.place}>
      <ul className={classes.facts}>
        {row.reasons.map((reason) => (
          <li key={JSON.stringify(reason)} className={classes.reason}>
            {reasonSentence(all, reason)}
          </li>
        ))}
      </ul>
      <dl className={classes.list}>
        <div>
          <dt>
            <IconMapPin aria-hidden />
            <span className={classes.hidden}>{words.address}</span>
          </dt>
          <dd>{row.address}</dd>
        </div>
        {row.doorCode ? (
          <div>
            <dt>
              <IconDoor aria-hidden />
              {words.doorCode}
            </dt>
            <dd className={classes.code}>{row.doorCode}</dd>
          </div>
        ) : null}
        <div>
          <dt>
            <IconStethoscope aria-hidden />
            <span className={classes.hidden}>{words.conditions}</span>
          </dt>
          <dd>{row.conditions.length > 0 ? row.conditions.join(', ') : words.noConditions}</dd>
        </div>
      </dl>
      <div className={classes.board}>
        <StateMark state={board.state} priority={board.priority} />
        <span>
          {[
            // What is already said as the reason of the visit is not said twice.
            ...board.reasons
              .filter((one) => !row.reasons.some((why) => why.code === one.code))
              .map((reason) => reasonSentence(all, reason)),
            ...board.silence.map((one) =>
              words.silentSince(all.shell.silence[one.kind], formats.moment(one.since, now)),
            ),
          ].join(' · ') || (board.state === 'well' ? words.stillWatched : '')}
        </span>
      </div>
    </div>
  );
}

/** The phone link; a full button for a thumb. */
export function PhoneLink({ row }: { row: TodayRow }) {
  const words = useWords().visit.today;
  if (!row.phone) return null;
  return (
    <Button
      component="a"
      href={`tel:${row.phone}`}
      h={56}
      px="sm"
      variant="default"
      leftSection={<IconPhone aria-hidden size={20} />}
      aria-label={`${words.call(row.person.name)} ${row.phone}`}
    >
      {row.phone}
    </Button>
  );
}

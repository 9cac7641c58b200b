import { Button } from '@mantine/core';
import type { BoardPerson } from '@munan/flow';
import type { PersonCard } from '@munan/sync';
import { reasonSentence, StateMark, useFormats, useWords } from '@munan/ui';
import { IconDoor, IconMapPin, IconPhone, IconStethoscope } from '@tabler/icons-react';
import classes from './place.module.css';

/** How to get there and in, and how she is by her devices. `said`: codes of reasons that stand elsewhere already. */
export function Place({
  card,
  board,
  said = [],
  now,
}: {
  card: PersonCard;
  board?: BoardPerson | undefined;
  said?: readonly string[];
  now: number;
}) {
  const all = useWords();
  const words = all.visit.today;
  const formats = useFormats();
  return (
    <div className={classes.place}>
      <dl className={classes.list}>
        <div>
          <dt>
            <IconMapPin aria-hidden />
            <span className={classes.hidden}>{words.address}</span>
          </dt>
          <dd>{card.address}</dd>
        </div>
        {card.doorCode ? (
          <div>
            <dt>
              <IconDoor aria-hidden />
              {words.doorCode}
            </dt>
            <dd className={classes.code}>{card.doorCode}</dd>
          </div>
        ) : null}
        <div>
          <dt>
            <IconStethoscope aria-hidden />
            <span className={classes.hidden}>{words.conditions}</span>
          </dt>
          <dd>{card.conditions.length > 0 ? card.conditions.join(', ') : words.noConditions}</dd>
        </div>
      </dl>
      {board ? (
        <div className={classes.board}>
          <StateMark state={board.state} priority={board.priority} />
          <span>
            {[
              ...board.reasons.filter((one) => !said.includes(one.code)).map((reason) => reasonSentence(all, reason)),
              ...board.silence.map((one) =>
                words.silentSince(all.shell.silence[one.kind], formats.moment(one.since, now)),
              ),
            ].join(' · ') || (board.state === 'well' ? words.stillWatched : '')}
          </span>
        </div>
      ) : null}
    </div>
  );
}

/** The phone link; a full button for a thumb. */
export function PhoneLink({ card }: { card: PersonCard }) {
  const words = useWords().visit.today;
  if (!card.phone) return null;
  return (
    <Button
      component="a"
      href={`tel:${card.phone}`}
      h={56}
      px="sm"
      variant="default"
      leftSection={<IconPhone aria-hidden size={20} />}
      aria-label={`${words.call(card.person.name)} ${card.phone}`}
    >
      {card.phone}
    </Button>
  );
}

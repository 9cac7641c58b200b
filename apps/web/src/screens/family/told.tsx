import { Button } from '@mantine/core';
import { useFormats, useWords } from '@munan/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import type { FamilyPerson } from './answer.ts';
import classes from './screen.module.css';

type Message = NonNullable<FamilyPerson['messages']>[number];
const keys = [1, 2, 3] as const;

/** What the family was asked, and the three answers to it. The last answer stands, and may be given anew. */
export function Told({ message, now }: { message: Message; now: number }) {
  const words = useWords().family.told;
  const formats = useFormats();
  const client = useQueryClient();
  const answering = useMutation({
    mutationFn: (key: number) =>
      api.post(`/api/messages/${encodeURIComponent(message.id)}/answer`, { key: String(key) }),
    onSettled: () => client.invalidateQueries({ queryKey: queries.family().queryKey }),
  });
  return (
    <section className={classes.told} aria-label={words.title} data-testid="family-told">
      <h3>{words.title}</h3>
      <p>
        {message.body} <time className={classes.note}>{formats.moment(message.at, now)}</time>
      </p>
      {keys.map((key) => (
        <Button
          key={key}
          size="lg"
          variant={key === 2 ? 'outline' : 'filled'}
          color={key === 2 ? 'red' : 'blue'}
          loading={answering.isPending && answering.variables === key}
          onClick={() => answering.mutate(key)}
          data-testid={`family-answer-${key}`}
        >
          {words.answers[key]}
        </Button>
      ))}
      <p role="status" className={classes.note}>
        {answering.isError ? words.failed : message.answer ? words.answered[message.answer] : ''}
      </p>
    </section>
  );
}

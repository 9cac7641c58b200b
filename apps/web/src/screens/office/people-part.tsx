import { Button, TextInput } from '@mantine/core';
import { SimulatedTag, useFormats, useNow, useWords } from '@munan/ui';
import { IconCircleCheck, IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { NotYet } from '../../shell/waiting.tsx';
import { DataTable } from './data-table.tsx';
import { Dialog } from './dialog.tsx';
import classes from './office.module.css';
import { PersonFormView } from './person-form.tsx';

/** Who is enrolled; enrolling another. */
export function PeoplePart() {
  const all = useWords();
  const words = all.office.people;
  const formats = useFormats();
  const now = useNow(60_000);
  const people = useQuery(queries.people());
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [enrolled, setEnrolled] = useState<string>();
  if (!people.data) return <NotYet query={people} />;
  const wanted = typed.normalize('NFC').trim();
  const found = people.data.people.filter((person) => person.name.includes(wanted));
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          type="search"
          size="md"
          label={words.filter}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          leftSection={<IconSearch aria-hidden size={18} />}
        />
        <p className={classes.count}>{words.count(people.data.people.length)}</p>
        <Button
          h={44}
          leftSection={<IconUserPlus aria-hidden size={20} />}
          data-testid="enrol"
          onClick={() => {
            setEnrolled(undefined);
            setOpen(true);
          }}
        >
          {words.enrol}
        </Button>
      </div>
      <div role="status">
        {enrolled === undefined ? null : (
          <p className={classes.good}>
            <IconCircleCheck aria-hidden />
            {words.enrolled(enrolled)}
          </p>
        )}
      </div>
      <DataTable
        label={all.office.parts.people}
        testid="person-row"
        rows={found}
        keyOf={(person) => person.id}
        columns={[
          {
            name: words.columns.name,
            head: true,
            cell: (person) => (
              <span className={classes.line}>
                <Link to="/people/$person" params={{ person: person.id }} className={classes.name}>
                  {person.name}
                </Link>
                <SimulatedTag person={person} />
              </span>
            ),
          },
          {
            name: words.columns.birth,
            cell: (person) => (
              <>
                {person.birthDate}{' '}
                <span className={classes.quiet}>{all.shell.sexAge(all.shell.sexes[person.sex], person.age)}</span>
              </>
            ),
          },
          { name: words.columns.address, cell: (person) => person.address },
          { name: words.columns.programme, cell: (person) => all.shell.programmes[person.programme] },
          {
            name: words.columns.nurse,
            cell: (person) => person.nurse?.name ?? <span className={classes.quiet}>{words.noNurse}</span>,
          },
          {
            name: words.columns.devices,
            cell: (person) =>
              person.devices.length > 0 ? (
                person.devices.join(', ')
              ) : (
                <span className={classes.quiet}>{words.noDevices}</span>
              ),
          },
          { name: words.columns.lastVisit, cell: (person) => formats.ago(person.lastVisit, now) },
        ]}
      />
      {found.length === 0 ? <p>{words.empty}</p> : null}
      <Dialog title={words.enrolTitle} opened={open} close={() => setOpen(false)} size="lg">
        <PersonFormView
          nurses={people.data.nurses}
          done={(name) => {
            setOpen(false);
            setEnrolled(name);
          }}
        />
      </Dialog>
    </>
  );
}

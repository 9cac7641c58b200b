import { TextInput } from '@mantine/core';
import { useWords } from '@munan/ui';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { Page } from '../../shell/frame.tsx';
import classes from '../person/break-glass.module.css';
import { AskForm } from '../person/break-glass.tsx';

/** A person who is not one's own, found by what whoever stands before her knows: her name and her date of birth. */
export function EmergencyScreen() {
  const words = useWords().access.breakGlass;
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [birthDate, setBirthDate] = useState('');
  const [missing, setMissing] = useState(false);
  const find = async (): Promise<string> => {
    try {
      const { person } = await api.post<{ person: string }>('/api/break-glass/find', { name, birthDate });
      return person;
    } catch (error) {
      const isMissing = error instanceof ApiFailure && (error.status === 404 || error.status === 400);
      setMissing(isMissing);
      throw error;
    }
  };
  return (
    <Page title={words.title} width="narrow">
      <div className={classes.form}>
        <fieldset className={classes.find}>
          <legend>{words.find}</legend>
          <p>{words.findHint}</p>
          <TextInput
            label={words.name}
            size="md"
            autoComplete="off"
            value={name}
            data-testid="emergency-name"
            onChange={(event) => {
              setName(event.currentTarget.value);
              setMissing(false);
            }}
          />
          <TextInput
            type="date"
            label={words.birthDate}
            size="md"
            value={birthDate}
            data-testid="emergency-birth"
            onChange={(event) => {
              setBirthDate(event.currentTarget.value);
              setMissing(false);
            }}
          />
          {missing ? <p role="alert">{words.notFound}</p> : null}
        </fieldset>
        <AskForm person={find} opened={(person) => void navigate({ to: '/people/$person', params: { person } })} />
      </div>
    </Page>
  );
}

import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import classes from './connect-settings.module.css';
import { type Practice, practiceChoices } from './requests';

interface PracticeChoiceProps {
  /** Null while no app is chosen. */
  readonly ehr: string | null;
  readonly chosen: Practice | null;
  readonly optional: boolean;
  readonly onChoose: (id: string | undefined) => void;
}

/** The practice a link is for, found by a few letters. */
export function PracticeChoice({ ehr, chosen, optional, onChoose }: PracticeChoiceProps) {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const hits = useQuery({ ...practiceChoices(ehr ?? '', asked), enabled: ehr !== null && asked.length >= 2 });
  if (chosen) {
    return (
      <div className={classes.chosen}>
        <span>
          <strong>{chosen.name}</strong>
          <br />
          <span className={classes.quiet}>{place(chosen)}</span>
        </span>
        <Button variant="default" size="xs" onClick={() => onChoose(undefined)}>
          {optional ? 'Let them choose' : 'Change'}
        </Button>
      </div>
    );
  }
  const shown = asked.length >= 2 ? (hits.data ?? []) : [];
  return (
    <div>
      <TextInput
        label="Practice"
        description={optional ? 'Leave it empty to let them find it themselves.' : 'The practice to connect.'}
        placeholder={ehr ? 'Name, city or NPI' : 'Choose an app first'}
        disabled={!ehr}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autoComplete="off"
      />
      {shown.length > 0 && (
        <ul className={classes.hits} aria-label="Practices found">
          {shown.map((practice) => (
            <li key={practice.id}>
              <UnstyledButton
                className={classes.hit}
                onClick={() => {
                  setText('');
                  onChoose(practice.id);
                }}
              >
                {practice.name}
                <br />
                <span className={classes.quiet}>{place(practice)}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {asked.length >= 2 && hits.data?.length === 0 && <p className={classes.quiet}>No practice matches.</p>}
    </div>
  );
}

const place = (practice: Practice) =>
  [practice.city, practice.state, practice.npi && `NPI ${practice.npi}`].filter(Boolean).join(', ');

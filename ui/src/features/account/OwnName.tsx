import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { mistake, useAct } from '../../lib/use-act';
import { Refused } from './Refused';
import classes from './SignIn.module.css';

/** The name that others read. */
export function OwnName({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const [typed, setTyped] = useState(name);
  const [saved, setSaved] = useState(false);
  const save = useAct(
    useCallback(() => ask(() => gateway.PATCH('/api/v1/session', { body: { displayName: typed.trim() } })), [typed]),
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await save.run()) {
      setSaved(true);
      onDone();
    }
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label="What others read"
          value={typed}
          onChange={(event) => {
            setSaved(false);
            setTyped(event.currentTarget.value);
          }}
          error={mistake(save.problem, 'displayName')}
          autoComplete="name"
          maxLength={200}
        />
        <Button type="submit" variant="default" loading={save.busy} disabled={typed.trim() === name}>
          Save
        </Button>
        <span className={classes.lead} role="status">
          {saved ? 'Saved.' : ''}
        </span>
      </Group>
      <Refused problem={save.problem} />
    </form>
  );
}

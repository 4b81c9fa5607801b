import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useCallback, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { sessionState } from '../../lib/session-state';
import { mistake, useAct } from '../../lib/use-act';
import { NewPassword } from './NewPassword';
import { Refused } from './Refused';
import classes from './SignIn.module.css';

/** Another password. The person signs in with it at once, so that a slip of the finger is noticed while they remember. */
export function OwnPassword() {
  const [password, setPassword] = useState('');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const save = useAct(
    useCallback(async () => {
      await ask(() => gateway.PUT('/api/v1/session/password', { body: { password } }));
      sessionState.setCsrfToken(null);
      queries.clear();
      void navigate({ to: '/sign-in', search: { back: '/console/account' } });
    }, [password, navigate, queries]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };
  return (
    <form onSubmit={submit} className={classes.secret}>
      <NewPassword value={password} onChange={setPassword} error={mistake(save.problem, 'password')} />
      <Refused problem={save.problem} />
      <div>
        <Button type="submit" variant="default" loading={save.busy} disabled={password === ''}>
          Change the password
        </Button>
      </div>
    </form>
  );
}

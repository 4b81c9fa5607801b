import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { Problem } from '../../lib/problem';
import { mistake, useAct } from '../../lib/use-act';
import { Door } from './Door';
import { NewPassword } from './NewPassword';
import { useOnceText } from './once';
import { Refused } from './Refused';
import { optionsQuery, send, wayToProvider } from './requests';
import { useWelcome } from './SignIn';
import classes from './SignIn.module.css';

/** An invited person chooses a password, or comes by the identity provider, and is in. */
export function Invitation() {
  const [token, setToken] = useOnceText();
  const [typed, setTyped] = useState('');
  const [password, setPassword] = useState('');
  const welcome = useWelcome(undefined);
  const options = useQuery(optionsQuery).data;
  const whose = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => ask(() => gateway.POST('/api/v1/session/invitation/look', { body: { token }, signal })),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const join = useAct(
    useCallback(
      async () => welcome(await send('/api/v1/session/invitation', { token, password })),
      [token, password, welcome],
    ),
  );
  const leave = useAct(useCallback(async () => window.location.assign(await wayToProvider('', '/console')), []));

  if (!whose.data) {
    const problem = whose.error ? Problem.of(whose.error) : null;
    return (
      <Door title="You are invited" onSubmit={() => setToken(typed.trim())}>
        {token === '' || problem ? (
          <>
            <Refused problem={problem} />
            <TextInput
              label="Text of the invitation"
              description="What stands behind the # in the link you were given. A link is good for a week, and once."
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
            />
            <Button type="submit" fullWidth>
              Go on
            </Button>
          </>
        ) : (
          <p className={classes.lead}>Looking at your invitation…</p>
        )}
      </Door>
    );
  }
  return (
    <Door
      title={`Welcome, ${whose.data.displayName}`}
      lead="Choose a password for your account. It signs you in from now on."
      onSubmit={() => void join.run()}
    >
      <TextInput label="E-mail" value={whose.data.email} readOnly autoComplete="username" />
      <NewPassword value={password} onChange={setPassword} error={mistake(join.problem, 'password')} />
      <Refused problem={join.problem} />
      <Button type="submit" loading={join.busy} fullWidth>
        Join
      </Button>
      {options?.oidc && (
        <>
          <span className={classes.or}>or without a password here</span>
          <Button variant="default" loading={leave.busy} onClick={() => void leave.run()} fullWidth>
            Continue with {options.oidc.name}
          </Button>
          <Refused problem={leave.problem} />
        </>
      )}
    </Door>
  );
}

import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { takeSession } from '../../api/session';
import { mistake, useAct } from '../../lib/use-act';
import { Door } from './Door';
import { CameBack, Refused, useWait } from './Refused';
import { optionsQuery, send, wayToProvider } from './requests';
import classes from './SignIn.module.css';

/** E-mail and password, then the second factor where there is one; then back to where the person wanted to go. */
export function SignIn() {
  const { back, problem: cameBack } = useSearch({ from: '/sign-in' });
  const options = useQuery(optionsQuery).data;
  const welcome = useWelcome(back);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState<string | null>(null);
  const enter = useAct(
    useCallback(
      async (code: string | null) => {
        welcome(await send('/api/v1/session', { email, password, ...(code && { totp: code }) }));
      },
      [email, password, welcome],
    ),
  );
  const wait = useWait(enter.problem);
  const leave = useAct(
    useCallback(async () => window.location.assign(await wayToProvider('', back ?? '/console')), [back]),
  );
  if (totp === null && enter.problem?.code === 'second-factor-needed') setTotp('');

  if (totp !== null) {
    return (
      <Door
        title="One more step"
        lead="Type the code that your authenticator app shows now."
        onSubmit={() => void enter.run(totp)}
      >
        <TextInput
          label="Six digits"
          value={totp}
          onChange={(event) => setTotp(event.currentTarget.value.trim())}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          autoFocus
        />
        <Refused problem={enter.problem} wait={wait} />
        <Button type="submit" loading={enter.busy} disabled={wait > 0} fullWidth>
          Sign in
        </Button>
        <Button
          variant="subtle"
          onClick={() => {
            enter.clear();
            setTotp(null);
          }}
          fullWidth
        >
          Back
        </Button>
      </Door>
    );
  }
  return (
    <Door title="Sign in to Gatehouse" onSubmit={() => void enter.run(null)}>
      <CameBack problem={cameBack} />
      {options?.firstOwnerAwaited && (
        <p className={classes.lead}>
          Nobody has an account yet.{' '}
          <Anchor component={Link} to="/first-owner" inherit underline="always">
            Make the first one
          </Anchor>
        </p>
      )}
      <TextInput
        label="E-mail"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={mistake(enter.problem, 'email')}
        autoComplete="username"
        required
      />
      <PasswordInput
        label="Password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={mistake(enter.problem, 'password')}
        autoComplete="current-password"
        required
      />
      <Refused problem={enter.problem} wait={wait} />
      <Button type="submit" loading={enter.busy} disabled={wait > 0} fullWidth>
        Sign in
      </Button>
      {options?.oidc && (
        <>
          <span className={classes.or}>or</span>
          <Button variant="default" loading={leave.busy} onClick={() => void leave.run()} fullWidth>
            Continue with {options.oidc.name}
          </Button>
          <Refused problem={leave.problem} />
        </>
      )}
    </Door>
  );
}

/** Takes in a new session and leads on. */
export function useWelcome(back: string | undefined) {
  const navigate = useNavigate();
  const router = useRouter();
  const queries = useQueryClient();
  return useCallback(
    (answer: unknown) => {
      takeSession(answer);
      queries.clear();
      if (back === '/console' || back?.startsWith('/console/') || back?.startsWith('/console?')) {
        router.history.replace(back);
      } else {
        void navigate({ to: '/' });
      }
    },
    [back, navigate, router, queries],
  );
}

import { Button, PasswordInput, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { takeSession } from '../../api/session';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { send } from './requests';
import classes from './SignIn.module.css';

/** E-mail and password, then the second factor where there is one; then back to where the person wanted to go. */
export function SignIn() {
  const { back } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const router = useRouter();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Sign in · Gatehouse';
  }, []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      takeSession(await send('/api/v1/session', { email, password, ...(totp && { totp }) }));
      queries.clear();
      if (back?.startsWith('/console/')) router.history.replace(back);
      else void navigate({ to: '/' });
    } catch (thrown) {
      const found = Problem.of(thrown);
      if (found.code === 'second-factor-needed') setTotp('');
      setProblem(found);
      setBusy(false);
    }
  };
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit}>
        <img src="/ui/favicon.svg" width={40} height={40} alt="" />
        <Title order={1} className={classes.title}>
          Sign in to Gatehouse
        </Title>
        <TextInput
          label="E-mail"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="username"
          required
        />
        <PasswordInput
          label="Password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
        />
        {totp !== null && (
          <TextInput
            label="Code of your authenticator app"
            value={totp}
            onChange={(event) => setTotp(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            autoFocus
          />
        )}
        {problem && problem.code !== 'second-factor-needed' && <Failed problem={problem} />}
        <Button type="submit" loading={busy} fullWidth>
          Sign in
        </Button>
      </form>
    </main>
  );
}

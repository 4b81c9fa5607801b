import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type Session, takeSession } from '../../api/session';
import { Failed } from '../../components/States';
import { setGate } from '../../lib/gate';
import { Problem } from '../../lib/problem';
import { send } from './requests';

type Want = 'proof' | 'session';

const WORDS = {
  proof: {
    title: 'Show your password again',
    text: 'This takes out or replaces something that others rely on.',
    action: 'Go on',
  },
  session: { title: 'Sign in again', text: 'Your session is over. What you typed is still here.', action: 'Sign in' },
};

/** Asks for the password in the middle of the work; what waits for it goes on afterwards, nothing is lost. */
export function GateDialogs({ session }: { readonly session: Session }) {
  const [want, setWant] = useState<Want | null>(null);
  const answer = useRef<(done: boolean) => void>(() => undefined);
  useEffect(() => {
    const open = (what: Want) =>
      new Promise<boolean>((resolve) => {
        answer.current = resolve;
        setWant(what);
      });
    return setGate({ prove: () => open('proof'), signInAgain: () => open('session') });
  }, []);
  const close = (done: boolean) => {
    setWant(null);
    answer.current(done);
  };
  return (
    <Modal
      opened={want !== null}
      onClose={() => close(false)}
      title={want ? WORDS[want].title : ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {want && <GateForm want={want} email={session.operator.email} onDone={close} />}
    </Modal>
  );
}

interface GateFormProps {
  readonly want: Want;
  readonly email: string;
  readonly onDone: (done: boolean) => void;
}

function GateForm({ want, email, onDone }: GateFormProps) {
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const what = { password, ...(totp && { totp }), ...(want === 'session' && { email }) };
      takeSession(await send(want === 'proof' ? '/api/v1/session/proof' : '/api/v1/session', what));
      void queries.invalidateQueries({ queryKey: ['session'] });
      onDone(true);
    } catch (thrown) {
      const found = Problem.of(thrown);
      if (found.code === 'second-factor-needed') setTotp('');
      setProblem(found);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit}>
      <p>{WORDS[want].text}</p>
      <PasswordInput
        label={`Password of ${email}`}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        required
        data-autofocus
      />
      {totp !== null && (
        <TextInput
          mt="sm"
          label="Code of your authenticator app"
          value={totp}
          onChange={(event) => setTotp(event.currentTarget.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
        />
      )}
      {problem && problem.code !== 'second-factor-needed' && <Failed problem={problem} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => onDone(false)}>
          Not now
        </Button>
        <Button type="submit" loading={busy}>
          {WORDS[want].action}
        </Button>
      </Group>
    </form>
  );
}

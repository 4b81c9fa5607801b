import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { readOnce, type Session, takeSession } from '../../api/session';
import { setGate } from '../../lib/gate';
import { useAct } from '../../lib/use-act';
import { Refused, useWait } from './Refused';
import { optionsQuery, send, wayToProvider } from './requests';
import classes from './SignIn.module.css';

type Want = 'proof' | 'session';

const WORDS = {
  proof: {
    title: 'Show again that it is you',
    text: 'This takes out or replaces something that others rely on. What you show now counts for five minutes.',
    action: 'Go on',
  },
  session: { title: 'Sign in again', text: 'Your session is over. What you typed is still here.', action: 'Sign in' },
};
const LOOK_MS = 1500;
/** Above the dialog whose act waits for it: those of screens are put into the page later, and would cover this one. */
const ABOVE = 400;

/** Asks who it is in the middle of the work; what waits for it goes on afterwards, nothing is lost. */
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
  const close = useCallback((done: boolean) => {
    setWant(null);
    answer.current(done);
  }, []);
  return (
    <Modal
      opened={want !== null}
      onClose={() => close(false)}
      title={want ? WORDS[want].title : ''}
      zIndex={ABOVE}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {want && <GateForm want={want} session={session} onDone={close} />}
    </Modal>
  );
}

interface GateFormProps {
  readonly want: Want;
  readonly session: Session;
  readonly onDone: (done: boolean) => void;
}

function GateForm({ want, session, onDone }: GateFormProps) {
  const { email, id } = session.operator;
  const queries = useQueryClient();
  const options = useQuery(optionsQuery).data;
  const proofs = session.proofs ?? ['password'];
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState<string | null>(null);
  const done = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ['session'] });
    onDone(true);
  }, [queries, onDone]);
  const show = useAct(
    useCallback(async () => {
      const what = { password, ...(totp && { totp }), ...(want === 'session' && { email }) };
      takeSession(await send(want === 'proof' ? '/api/v1/session/proof' : '/api/v1/session', what));
      done();
    }, [password, totp, want, email, done]),
  );
  const wait = useWait(show.problem);
  if (totp === null && show.problem?.code === 'second-factor-needed') setTotp('');
  const byProvider = options?.oidc && proofs.includes('oidc');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (proofs.includes('password')) void show.run();
  };
  return (
    <form onSubmit={submit}>
      <p className={classes.words}>{WORDS[want].text}</p>
      {proofs.includes('password') && (
        <PasswordInput
          label={`Password of ${email}`}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          data-autofocus
        />
      )}
      {totp !== null && (
        <TextInput
          mt="sm"
          label="Code of your authenticator app"
          value={totp}
          onChange={(event) => setTotp(event.currentTarget.value.trim())}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          autoFocus
        />
      )}
      <Refused problem={show.problem} wait={wait} />
      {byProvider && <ByProvider name={options.oidc?.name ?? ''} want={want} operatorId={id} onDone={done} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => onDone(false)}>
          Not now
        </Button>
        {proofs.includes('password') && (
          <Button type="submit" loading={show.busy} disabled={wait > 0}>
            {WORDS[want].action}
          </Button>
        )}
      </Group>
    </form>
  );
}

interface ByProviderProps {
  readonly name: string;
  readonly want: Want;
  readonly operatorId: string;
  readonly onDone: () => void;
}

/**
 * A small window goes to the identity provider. The tie to it is cut there, so the gateway is asked whether it worked. The
 * window is opened inside the click: a moment later browsers block it.
 */
function ByProvider({ name, want, operatorId, onDone }: ByProviderProps) {
  const [waiting, setWaiting] = useState(false);
  const go = useAct(
    useCallback(async () => {
      const other = window.open('', 'gatehouse-proof', 'popup,width=480,height=720');
      if (!other) throw new Error('no window');
      try {
        other.location.assign(await wayToProvider(want === 'proof' ? '/proof' : '', '/console/proven'));
        setWaiting(true);
      } catch (failed) {
        other.close();
        throw failed;
      }
    }, [want]),
  );
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(async () => {
      const now = await readOnce().catch(() => null);
      if (now && now.operator.id === operatorId && (want === 'session' || now.proven)) onDone();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [waiting, operatorId, want, onDone]);
  return (
    <>
      <Button variant="default" mt="sm" loading={go.busy} onClick={() => void go.run()} fullWidth data-autofocus>
        Continue with {name}
      </Button>
      {waiting && (
        <p className={classes.lead} role="status">
          Finish signing in in the other window. This one goes on by itself.
        </p>
      )}
      {go.problem &&
        (go.problem.code === 'unexpected' ? (
          <p className={classes.lead} role="alert">
            The browser did not open a window. Allow windows of this page, then try again.
          </p>
        ) : (
          <Refused problem={go.problem} />
        ))}
    </>
  );
}

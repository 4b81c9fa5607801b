import { Anchor, Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, lazy, Suspense, useCallback, useState } from 'react';
import { ask, gateway } from '../../api/gateway';
import { CopyText } from '../../components/Code';
import { Status } from '../../components/Status';
import { mistake, useAct } from '../../lib/use-act';
import { Refused } from './Refused';
import classes from './SignIn.module.css';

/** Only who sets it up loads what draws it. */
const QrPicture = lazy(() => import('./QrPicture').then((module) => ({ default: module.QrPicture })));

interface SecondFactorProps {
  readonly set: boolean;
  readonly email: string;
  readonly onDone: () => void;
}

/** Set with an authenticator app and confirmed by a code of it; or taken away. */
export function SecondFactor({ set, email, onDone }: SecondFactorProps) {
  const [offer, setOffer] = useState<{ readonly secret: string; readonly uri: string } | null>(null);
  const begin = useAct(useCallback(async () => setOffer(await ask(() => gateway.POST('/api/v1/session/totp'))), []));
  const remove = useAct(
    useCallback(async () => {
      await ask(() => gateway.DELETE('/api/v1/session/totp'));
      onDone();
    }, [onDone]),
  );
  if (set) {
    return (
      <>
        <Group justify="space-between">
          <Status tone="good">On. Signing in asks for a code of your app.</Status>
          <Button variant="default" loading={remove.busy} onClick={() => void remove.run()}>
            Take it away
          </Button>
        </Group>
        <Refused problem={remove.problem} />
      </>
    );
  }
  if (offer) {
    return (
      <Confirm
        offer={offer}
        email={email}
        onDone={() => {
          setOffer(null);
          onDone();
        }}
        onCancel={() => setOffer(null)}
      />
    );
  }
  return (
    <>
      <Group justify="space-between">
        <Status tone="none">Off. The password alone opens your account.</Status>
        <Button loading={begin.busy} onClick={() => void begin.run()}>
          Set it up
        </Button>
      </Group>
      <Refused problem={begin.problem} />
    </>
  );
}

interface ConfirmProps {
  readonly offer: { readonly secret: string; readonly uri: string };
  readonly email: string;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

const inFours = (text: string) => text.match(/.{1,4}/g)?.join(' ') ?? text;

function Confirm({ offer, email, onDone, onCancel }: ConfirmProps) {
  const [code, setCode] = useState('');
  const confirm = useAct(
    useCallback(async () => {
      await ask(() => gateway.POST('/api/v1/session/totp/confirm', { body: { code } }));
      onDone();
    }, [code, onDone]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void confirm.run();
  };
  return (
    <form onSubmit={submit} className={classes.secret}>
      <p className={classes.words}>
        1. Scan this picture with your authenticator app. Or add an account by the key below it: Gatehouse, {email},
        time based. On this device you can also{' '}
        <Anchor href={offer.uri} inherit underline="always">
          open the app
        </Anchor>
        .
      </p>
      <Suspense fallback={<div className={classes.qr} aria-busy="true" />}>
        <QrPicture text={offer.uri} label="QR picture of the key" />
      </Suspense>
      <CopyText text={inFours(offer.secret)} what="key for the app" />
      <p className={classes.words}>2. Type the code that the app shows now. From then on it is needed to sign in.</p>
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Six digits"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.trim())}
          error={mistake(confirm.problem, 'code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
        />
        <Button type="submit" loading={confirm.busy} disabled={code.length !== 6}>
          Confirm
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          Not now
        </Button>
      </Group>
      <Refused problem={confirm.problem} />
    </form>
  );
}

import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { Ago } from '../../components/Ago';
import { CodeBlock } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Status } from '../../components/Status';
import { useNow } from '../../lib/now';
import { Problem } from '../../lib/problem';
import classes from './ConnectionPage.module.css';
import { type Connection, revealToken, useChange } from './requests';

/** What the EHR granted, how long it lasts and what comes next. No value of a token is here unless it is asked for. */
export function TokenTab({ connection }: { readonly connection: Connection }) {
  const { grant } = connection;
  const context = Object.keys(connection.launchContext);
  return (
    <>
      <Panel
        title="Token"
        actions={connection.state !== 'revoked' && !connection.paused && <Reveal connection={connection} />}
      >
        <Steps connection={connection} />
        <Facts
          of={[
            ['Renewed', grant && <Ago key="r" at={grant.refreshedAt} none="not yet" />],
            ['Next renewal', grant && <Ago key="n" at={grant.nextRefreshAt} none="when it is used" />],
            ['Access token ends', grant && <Ago key="e" at={grant.expiresAt} />],
            ['Refresh token', grant?.hasRefreshToken ? 'Kept, sealed' : 'None'],
            ['Granted', <Ago key="g" at={connection.connectedAt} />],
            [
              'Launch context',
              context.length > 0 ? `${context.join(', ')} (values are hidden: they name a person)` : 'None',
            ],
          ]}
        />
      </Panel>
      <Panel title="Scopes" lead="What was asked for, beside what the EHR granted.">
        <Scopes connection={connection} />
      </Panel>
    </>
  );
}

function Steps({ connection }: { readonly connection: Connection }) {
  const now = useNow(5);
  const { grant, state, paused } = connection;
  const good = grant !== null && Date.parse(grant.expiresAt) > now;
  const steps: readonly (readonly [string, string])[] = [
    ['Authorized', 'The practice allowed access.'],
    ['Token in use', good ? 'Calls carry it.' : 'It has ended.'],
    ['Renewed ahead', grant?.hasRefreshToken ? 'Before it ends, while it is used.' : 'Nothing to renew it with.'],
    ['If a renewal fails', 'It is tried again; the old token serves until it ends.'],
    ['If the EHR refuses twice', 'The practice has to connect again.'],
  ];
  const at = { pending: -1, active: 1, degraded: 3, misconfigured: 3, needs_reconnect: 4, revoked: -1 }[state];
  return (
    <ol className={classes.steps}>
      {steps.map(([name, text], index) => (
        <li
          key={name}
          className={classes.step}
          data-now={index === at && !paused}
          aria-current={index === at ? 'step' : undefined}
        >
          <b>{name}</b>
          {text}
        </li>
      ))}
    </ol>
  );
}

function Scopes({ connection }: { readonly connection: Connection }) {
  const { requested, granted, missing } = connection.scopes;
  const extra = granted.filter((scope) => !requested.includes(scope));
  const all = [...requested, ...extra];
  if (all.length === 0) return <p>The EHR named none.</p>;
  return (
    <table className={classes.scopes}>
      <thead>
        <tr>
          <th scope="col">Scope</th>
          <th scope="col">Granted</th>
        </tr>
      </thead>
      <tbody>
        {all.map((scope) => (
          <tr key={scope}>
            <td>
              <code>{scope}</code>
            </td>
            <td>
              {missing.includes(scope) ? (
                <Status tone="bad">Missing</Status>
              ) : requested.includes(scope) ? (
                <Status tone="good">{granted.includes(scope) ? 'Yes' : 'Yes, in other words'}</Status>
              ) : (
                <Status tone="none">As the EHR put it</Status>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SHOWN_SECONDS = 60;

function Reveal({ connection }: { readonly connection: Connection }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [shown, setShown] = useState<{ token: string; until: number } | null>(null);
  const reveal = useChange((why: string) => revealToken(connection.id, why));
  const now = useNow(1);
  const left = shown ? Math.ceil((shown.until - now) / 1000) : 0;
  useEffect(() => {
    if (shown && left <= 0) setShown(null);
  }, [shown, left]);
  useEffect(() => {
    const hide = () => {
      if (document.hidden) setShown(null);
    };
    document.addEventListener('visibilitychange', hide);
    return () => document.removeEventListener('visibilitychange', hide);
  }, []);
  const close = () => {
    setOpen(false);
    setShown(null);
    setReason('');
    reveal.reset();
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    reveal.mutate(reason.trim(), {
      onSuccess: ({ accessToken }) => {
        setShown({ token: accessToken, until: Date.now() + SHOWN_SECONDS * 1000 });
        reveal.reset();
      },
    });
  };
  return (
    <>
      <PermittedButton needs="token:export" size="xs" variant="default" onClick={() => setOpen(true)}>
        Reveal access token
      </PermittedButton>
      <Modal opened={open} onClose={close} title="Reveal the access token" closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown ? (
          <>
            <CodeBlock text={shown.token} what="access token" />
            <p className={classes.count}>Hidden in {left} s, or when you leave this tab.</p>
            <Group justify="flex-end">
              <Button onClick={close}>Hide it now</Button>
            </Group>
          </>
        ) : (
          <form onSubmit={ask}>
            <Notice tone="warning" title="It opens this practice's data">
              You are asked for your password. Your name and reason go into the audit.
            </Notice>
            <Textarea
              mt="md"
              label="Reason"
              required
              maxLength={400}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data-autofocus
            />
            {reveal.error && <Failed problem={Problem.of(reveal.error)} />}
            <Group justify="flex-end" mt="md">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={reveal.isPending} disabled={!reason.trim()}>
                Reveal for one minute
              </Button>
            </Group>
          </form>
        )}
      </Modal>
    </>
  );
}

import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { CopyText } from '../../components/Code';
import { ConfirmByName } from '../../components/ConfirmByName';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { clockText } from '../../lib/times';
import classes from './ConnectionPage.module.css';
import { actOn, type Connection, change, disconnect, renewNow, testNow, useChange } from './requests';

/** What can be done with a connection; each act's verdict stands where it was asked for. */
export function Actions({ connection }: { readonly connection: Connection }) {
  const { id } = connection;
  const [verdict, setVerdict] = useState<ReactNode>(null);
  const [pausing, setPausing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const act = useChange((work: () => Promise<ReactNode>) => work());
  const run = (work: () => Promise<ReactNode>) => {
    setVerdict(null);
    act.mutate(work, {
      onSuccess: setVerdict,
      onError: (thrown) => setVerdict(<Failed problem={Problem.of(thrown)} />),
    });
  };
  const end = useChange(() => disconnect(id));
  const over = connection.state === 'revoked';
  const asleep = connection.paused !== null;
  const quiet = { size: 'sm', variant: 'default', disabled: act.isPending } as const;
  return (
    <div className={classes.actions}>
      <div className={classes.buttons}>
        {!over && !asleep && (
          <>
            <PermittedButton needs="connections" {...quiet} onClick={() => run(() => tested(id))}>
              Test
            </PermittedButton>
            <PermittedButton needs="connections" {...quiet} onClick={() => run(() => renewed(id))}>
              Renew now
            </PermittedButton>
            <PermittedButton needs="connections" {...quiet} onClick={() => setPausing(true)}>
              Pause
            </PermittedButton>
          </>
        )}
        {!over && asleep && (
          <PermittedButton
            needs="connections"
            size="sm"
            onClick={() => run(() => resumed(id))}
            disabled={act.isPending}
          >
            Resume
          </PermittedButton>
        )}
        {!over && connection.grantType !== 'client_credentials' && (
          <PermittedButton
            needs="connect"
            {...quiet}
            variant={connection.state === 'needs_reconnect' ? 'filled' : 'default'}
            onClick={() => run(() => linked(id))}
          >
            Reconnect link
          </PermittedButton>
        )}
        {!over && (
          <PermittedButton needs="connections" {...quiet} onClick={() => setDeleting(true)}>
            Delete
          </PermittedButton>
        )}
      </div>
      <div className={classes.verdict} role="status">
        {act.isPending ? 'Asking…' : verdict}
      </div>
      <PauseDialog
        open={pausing}
        onClose={() => setPausing(false)}
        onPause={(reason) => {
          setPausing(false);
          run(async () => {
            await change(id, { paused: true, ...(reason && { reason }) });
            return 'Paused.';
          });
        }}
      />
      <ConfirmByName
        open={deleting}
        title="Delete this connection"
        name={connection.practice.name}
        action="Delete"
        onConfirm={async () => {
          await end.mutateAsync(undefined);
          await navigate({ to: '/connections' });
        }}
        onClose={() => setDeleting(false)}
      >
        Calls through it stop at once. Its tokens are erased here and given back to the EHR where it takes them. To use
        the practice again, its people have to allow access again.
      </ConfirmByName>
    </div>
  );
}

async function tested(id: string) {
  const found = await testNow(id);
  const by = found.checkedBy === 'introspection' ? 'asked about the token' : 'by a small read';
  if (found.active) return `The EHR takes the token (${by})${found.refreshed ? ', after it was renewed' : ''}.`;
  return found.active === null
    ? `The EHR could not say whether it takes the token: ${found.problem ?? 'no reason given'}.`
    : 'The EHR does not take the token. Send the practice a reconnect link.';
}

async function renewed(id: string) {
  await renewNow(id);
  return 'Token renewed.';
}

async function resumed(id: string) {
  await change(id, { paused: false });
  return 'Resumed.';
}

async function linked(id: string) {
  const { results } = await actOn('reconnect-link', [id]);
  const [made] = results;
  if (!made?.url) return made?.detail ?? 'No link could be made.';
  return (
    <>
      Send this link to the practice. It works once{made.expiresAt ? `, until ${clockText(made.expiresAt)}` : ''}.
      <br />
      <CopyText text={made.url} what="reconnect link" />
    </>
  );
}

interface PauseProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onPause: (reason: string) => void;
}

function PauseDialog({ open, onClose, onPause }: PauseProps) {
  const [reason, setReason] = useState('');
  return (
    <Modal opened={open} onClose={onClose} title="Pause this connection" closeButtonProps={{ 'aria-label': 'Close' }}>
      Calls are refused and the token is left alone until you resume it. What the EHR granted may end meanwhile.
      <Textarea
        mt="md"
        label="Reason"
        description="Shown to your colleagues. May be left blank."
        maxLength={400}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => onPause(reason.trim())}>Pause</Button>
      </Group>
    </Modal>
  );
}

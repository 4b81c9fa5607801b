import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useCallback, useState } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { CopyText } from '../../components/Code';
import { ConfirmByName } from '../../components/ConfirmByName';
import { Facts } from '../../components/Facts';
import { GuardedButton } from '../../components/Permitted';
import { SidePanel } from '../../components/SidePanel';
import { Failed, Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { dayText } from '../../lib/times';
import { useAct } from '../../lib/use-act';
import { DeliveryList } from './Deliveries';
import { healthOf, stateOf, wantsText } from './words';

type Endpoint = Schema<'WebhookEndpoint'>;
type Delivery = Schema<'WebhookDelivery'>;

interface EndpointPanelProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onSecret: (secret: string) => void;
}

/** One endpoint: how it does, what can be done, what was sent. */
export function EndpointPanel({ id, onClose, onPrevious, onNext, onSecret }: EndpointPanelProps) {
  const endpoint = useQuery({
    queryKey: ['webhooks', sessionState.tenant(), 'one', id],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/webhook-endpoints/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <SidePanel
      open
      title={endpoint.data ? new URL(endpoint.data.url).host : 'Endpoint'}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
    >
      <Loaded query={endpoint}>
        {(found) => (
          <Stack>
            <EndpointFacts endpoint={found} />
            <Acts endpoint={found} onClose={onClose} onSecret={onSecret} />
            <DeliveryList endpoint={found} />
          </Stack>
        )}
      </Loaded>
    </SidePanel>
  );
}

function EndpointFacts({ endpoint }: { readonly endpoint: Endpoint }) {
  const { tone, text } = healthOf(endpoint);
  return (
    <Facts
      of={[
        [
          'Health',
          <Status key="health" tone={tone}>
            {text}
          </Status>,
        ],
        ['Address', <CopyText key="url" text={endpoint.url} what="address" />],
        endpoint.description !== '' && ['What it is for', endpoint.description],
        ['Told of', wantsText(endpoint.types)],
        ['In the words of', endpoint.format === 'nango' ? 'Nango' : 'Gatehouse'],
        ['Added', dayText(endpoint.createdAt)],
      ]}
    />
  );
}

type Asking = 'pause' | 'remove' | null;

function Acts({
  endpoint,
  onClose,
  onSecret,
}: { readonly endpoint: Endpoint } & Pick<EndpointPanelProps, 'onClose' | 'onSecret'>) {
  const may = useMay('webhooks');
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking>(null);
  const [tested, setTested] = useState<Delivery | null>(null);
  const again = useCallback(() => queries.invalidateQueries({ queryKey: ['webhooks'] }), [queries]);
  const { id } = endpoint;
  const test = useAct(
    useCallback(async () => {
      setTested(await ask(() => gateway.POST('/api/v1/webhook-endpoints/{id}/test', { params: { path: { id } } })));
      await again();
    }, [id, again]),
  );
  const resume = useAct(
    useCallback(async () => {
      await ask(() =>
        gateway.PATCH('/api/v1/webhook-endpoints/{id}', { params: { path: { id } }, body: { enabled: true } }),
      );
      await again();
    }, [id, again]),
  );
  const roll = useAct(
    useCallback(async () => {
      const rolled = await ask(() =>
        gateway.POST('/api/v1/webhook-endpoints/{id}/rotate-secret', {
          params: { path: { id } },
          body: { overlapHours: 24 },
        }),
      );
      onSecret(rolled.secret);
    }, [id, onSecret]),
  );
  const problem = test.problem ?? resume.problem ?? roll.problem;
  return (
    <>
      <Group gap="xs">
        <GuardedButton may={may} loading={test.busy} disabled={!endpoint.enabled} onClick={() => void test.run()}>
          Send a test event
        </GuardedButton>
        {endpoint.enabled ? (
          <GuardedButton may={may} variant="default" onClick={() => setAsking('pause')}>
            Pause
          </GuardedButton>
        ) : (
          <GuardedButton may={may} variant="default" loading={resume.busy} onClick={() => void resume.run()}>
            Resume
          </GuardedButton>
        )}
        <GuardedButton may={may} variant="default" loading={roll.busy} onClick={() => void roll.run()}>
          New secret
        </GuardedButton>
        <GuardedButton may={may} variant="subtle" color="red" onClick={() => setAsking('remove')}>
          Remove
        </GuardedButton>
      </Group>
      {tested && <Tested delivery={tested} />}
      {problem && <Failed problem={problem} />}
      <Pause open={asking === 'pause'} id={id} onClose={() => setAsking(null)} onDone={again} />
      <ConfirmByName
        open={asking === 'remove'}
        title="Remove this endpoint"
        name={new URL(endpoint.url).host}
        action="Remove it"
        onClose={() => setAsking(null)}
        onConfirm={async () => {
          await ask(() => gateway.DELETE('/api/v1/webhook-endpoints/{id}', { params: { path: { id } } }));
          onClose();
          await again();
        }}
      >
        <p>It is told nothing any more, and what was sent to it is forgotten. This can’t be taken back.</p>
      </ConfirmByName>
    </>
  );
}

function Tested({ delivery }: { readonly delivery: Delivery }) {
  const { tone, text } = stateOf(delivery);
  return (
    <div role="status">
      <Status tone={tone}>
        Test event: {text.toLowerCase()}. {delivery.lastAnswer?.text}
      </Status>
    </div>
  );
}

interface PauseProps {
  readonly open: boolean;
  readonly id: string;
  readonly onClose: () => void;
  readonly onDone: () => Promise<unknown>;
}

function Pause({ open, id, onClose, onDone }: PauseProps) {
  const [reason, setReason] = useState('');
  const pause = useAct(
    useCallback(async () => {
      await ask(() =>
        gateway.PATCH('/api/v1/webhook-endpoints/{id}', {
          params: { path: { id } },
          body: { enabled: false, reason: reason.trim() },
        }),
      );
      onClose();
      await onDone();
    }, [id, reason, onClose, onDone]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void pause.run();
  };
  return (
    <Modal opened={open} onClose={onClose} title="Pause this endpoint" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <p>While it is paused nothing is kept for it, and what is on its way is given up.</p>
        <TextInput
          label="Why"
          description="For whoever wonders later."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={400}
          data-autofocus
        />
        {pause.problem && <Failed problem={pause.problem} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={pause.busy} disabled={reason.trim() === ''}>
            Pause it
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

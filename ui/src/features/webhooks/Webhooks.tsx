import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { type Column, DataTable } from '../../components/DataTable';
import { More } from '../../components/More';
import { OnceShown } from '../../components/OnceShown';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { usePaged } from '../../lib/paged';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { EndpointPanel } from './EndpointPanel';
import { NewEndpoint } from './NewEndpoint';
import { Verify } from './Verify';
import { healthOf, wantsText } from './words';

export type Endpoint = Schema<'WebhookEndpoint'>;

const COLUMNS: readonly Column<Endpoint>[] = [
  { key: 'url', header: 'Address', cell: (row) => row.url },
  { key: 'what', header: 'Told of', cell: (row) => wantsText(row.types) },
  {
    key: 'health',
    header: 'Health',
    cell: (row) => {
      const { tone, text } = healthOf(row);
      return <Status tone={tone}>{text}</Status>;
    },
  },
  {
    key: 'day',
    header: 'Last 24 hours',
    cell: ({ lastDay }) =>
      lastDay && lastDay.delivered + lastDay.failed + lastDay.pending > 0
        ? `${lastDay.delivered} delivered, ${lastDay.failed} given up, ${lastDay.pending} on the way`
        : 'Nothing sent',
  },
  { key: 'last', header: 'Last delivered', cell: (row) => <Ago at={row.lastDay?.deliveredAt} /> },
];

/** Who is told what happens, and whether it arrives. */
export function Webhooks() {
  const { endpoint, make } = useSearch({ from: '/shell/webhooks' });
  const navigate = useNavigate({ from: '/webhooks' });
  const may = useMay('webhooks', 'see');
  const [secret, setSecret] = useState<string | null>(null);
  const { query, rows = [] } = usePaged(
    ['webhooks', sessionState.tenant(), 'list'],
    (cursor, signal) =>
      ask(() =>
        gateway.GET('/api/v1/webhook-endpoints', {
          params: { query: { limit: 50, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    { enabled: may.may },
  );
  const open = (id: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, endpoint: id, delivery: undefined, state: undefined }) });
  const making = (on: boolean) =>
    void navigate({ search: (before) => ({ ...before, make: on ? true : undefined }), replace: !on });
  if (!may.may) {
    return (
      <Page title="Webhooks">
        <Empty title="Your role cannot see this">{may.why}</Empty>
      </Page>
    );
  }
  const at = rows.findIndex((each) => each.id === endpoint);
  const add = (
    <PermittedButton needs="webhooks" onClick={() => making(true)}>
      Add an endpoint
    </PermittedButton>
  );
  return (
    <Page
      title="Webhooks"
      lead="Addresses of yours that are told what happens, signed, until they have taken it."
      actions={rows.length > 0 && add}
    >
      <Panel flush>
        <Loaded query={query}>
          {() =>
            rows.length === 0 ? (
              <Empty title="Nobody is told yet" action={add}>
                Add an address of your backend. It hears at once when a connection stops working, and why.
              </Empty>
            ) : (
              <DataTable
                label="Webhook endpoints"
                columns={COLUMNS}
                rows={rows}
                keyOf={(row) => row.id}
                onOpen={(row) => open(row.id)}
                openKey={endpoint}
                foot={<More query={query} shown={rows.length} thing="endpoint" />}
              />
            )
          }
        </Loaded>
      </Panel>
      <Verify />
      {endpoint && (
        <EndpointPanel
          key={endpoint}
          id={endpoint}
          onClose={() => open(undefined)}
          onPrevious={at > 0 ? () => open(rows[at - 1]?.id) : undefined}
          onNext={at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]?.id) : undefined}
          onSecret={setSecret}
        />
      )}
      <NewEndpoint
        open={make === true}
        onClose={() => making(false)}
        onMade={(made) => {
          making(false);
          setSecret(made);
        }}
      />
      <OnceShown secret={secret} title="Signing secret" what="signing secret" onClose={() => setSecret(null)}>
        <p>Your receiver checks with it that a delivery comes from here.</p>
      </OnceShown>
    </Page>
  );
}

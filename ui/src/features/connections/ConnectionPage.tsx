import { Tabs } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Page } from '../../components/Page';
import { Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { useNow } from '../../lib/now';
import { useShortcuts } from '../../lib/shortcuts';
import { Actions } from './Actions';
import classes from './ConnectionPage.module.css';
import { Explorer } from './Explorer';
import { health } from './health';
import { RequestsTab } from './RequestsTab';
import { type Connection, useConnection } from './requests';
import { SettingsTab } from './SettingsTab';
import { TABS, type Tab } from './search';
import { Timeline } from './Timeline';
import { TokenTab } from './TokenTab';

const NAMES: Record<Tab, string> = {
  timeline: 'Timeline',
  token: 'Token',
  requests: 'Requests',
  explorer: 'Explorer',
  settings: 'Settings',
};

/** One practice's authorization: how it is, why, and what can be done. */
export function ConnectionPage() {
  const { id } = useParams({ from: '/shell/connections/$id' });
  const connection = useConnection(id);
  const walk = useNeighbours(id);
  useShortcuts({ '[': () => walk(-1), ']': () => walk(1) });
  return (
    <Page
      key={id}
      title={connection.data?.practice.name ?? 'Connection'}
      above={
        <Link to="/connections" className={classes.up}>
          Connections
        </Link>
      }
      lead={connection.data && <About connection={connection.data} />}
      actions={connection.data && <Actions key={id} connection={connection.data} />}
    >
      <Loaded query={connection}>{(found) => <Body connection={found} />}</Loaded>
    </Page>
  );
}

function About({ connection }: { readonly connection: Connection }) {
  const { application, endpoint, grantType } = connection;
  const access =
    grantType === 'client_credentials'
      ? 'System access'
      : endpoint.kind === 'patient'
        ? 'Patient access'
        : 'Staff access';
  return (
    <>
      {access} · {application.name} · {application.ehr}
    </>
  );
}

function Body({ connection }: { readonly connection: Connection }) {
  const { tab = 'timeline' } = useSearch({ from: '/shell/connections/$id' });
  const navigate = useNavigate({ from: '/connections/$id' });
  const choose = (next: string | null) =>
    void navigate({ search: (before) => ({ ...before, tab: next as Tab }), replace: true });
  return (
    <>
      <HealthLine connection={connection} />
      <Tabs value={tab} onChange={choose} keepMounted={false}>
        <Tabs.List aria-label="About this connection">
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {NAMES[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="timeline" className={classes.panel}>
          <Timeline connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="token" className={classes.panel}>
          <TokenTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="requests" className={classes.panel}>
          <RequestsTab id={connection.id} />
        </Tabs.Panel>
        <Tabs.Panel value="explorer" className={classes.panel}>
          <Explorer key={connection.id} connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" className={classes.panel}>
          <SettingsTab connection={connection} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function HealthLine({ connection }: { readonly connection: Connection }) {
  const now = useNow(5);
  const { tone, word, sentence } = health(connection, now);
  return (
    <div className={classes.health} data-tone={tone}>
      <Status tone={tone}>{sentence.startsWith(word) ? sentence : `${word}. ${sentence}`}</Status>
      {connection.warnings?.map((warning) => (
        <p key={warning.code} className={classes.warning}>
          {warning.detail}
        </p>
      ))}
    </div>
  );
}

interface Pages {
  readonly pages: readonly { readonly items: readonly Connection[] }[];
}

/** To the connection before or after in the list that was last looked at. */
function useNeighbours(id: string) {
  const client = useQueryClient();
  const navigate = useNavigate({ from: '/connections/$id' });
  return (step: number) => {
    const lists = client.getQueryCache().findAll({ queryKey: ['connections', 'list'] });
    const ids = lists
      .sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)
      .map((list) => (list.state.data as Pages | undefined)?.pages.flatMap((page) => page.items.map((each) => each.id)))
      .find((found) => found?.includes(id));
    const next = ids?.[ids.indexOf(id) + step];
    if (next) void navigate({ params: { id: next }, search: (before) => ({ ...before, path: undefined }) });
  };
}

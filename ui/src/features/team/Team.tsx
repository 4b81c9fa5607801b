import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { type Column, DataTable } from '../../components/DataTable';
import { More } from '../../components/More';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { usePaged } from '../../lib/paged';
import { useMay, useSession } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { Invite } from './Invite';
import { OneTimeLink } from './OneTimeLink';
import { PersonPanel } from './PersonPanel';
import { roleText } from './roles';
import { SeeNothing } from './SeeNothing';
import { Tenants } from './Tenants';

type Operator = Schema<'Operator'>;

/** Who works here, with which role; for owners of the platform also the tenants. */
export function Team() {
  const { person, invite } = useSearch({ from: '/shell/team' });
  const navigate = useNavigate({ from: '/team' });
  const { operator, tenant } = useSession();
  const may = useMay('keys', 'see');
  const [link, setLink] = useState<string | null>(null);
  const { query, rows = [] } = usePaged(
    ['operators', sessionState.tenant()],
    (cursor, signal) =>
      ask(() =>
        gateway.GET('/api/v1/operators', { params: { query: { limit: 100, ...(cursor && { cursor }) } }, signal }),
      ),
    { enabled: may.may },
  );
  const open = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, person: id }) });
  const inviting = (on: boolean) =>
    void navigate({ search: (before) => ({ ...before, invite: on ? true : undefined }), replace: !on });
  const at = rows.findIndex((each) => each.id === person);
  const columns: readonly Column<Operator>[] = [
    {
      key: 'name',
      header: 'Name',
      cell: (row) => (row.id === operator.id ? `${row.displayName} (you)` : row.displayName),
    },
    { key: 'email', header: 'E-mail', cell: (row) => row.email },
    { key: 'role', header: 'Role', cell: (row) => `${roleText(row.role)}${row.everywhere ? ', everywhere' : ''}` },
    { key: 'state', header: 'State', cell: (row) => <PersonState person={row} /> },
    { key: 'factor', header: 'Second factor', cell: (row) => (row.secondFactor ? 'On' : 'Off') },
    { key: 'seen', header: 'Last signed in', cell: (row) => <Ago at={row.lastSignInAt} none="Never" /> },
  ];
  return (
    <Page
      title="Tenants & team"
      lead={tenant ? `Who works in ${tenant.name}, and what they may do.` : 'Who works here, and what they may do.'}
      actions={
        <>
          <Button variant="default" component={Link} to="/team/roles">
            What each role may do
          </Button>
          <PermittedButton needs="keys" onClick={() => inviting(true)}>
            Invite a person
          </PermittedButton>
        </>
      }
    >
      <Panel title="Team" flush>
        {may.may ? (
          <Loaded query={query}>
            {() => (
              <DataTable
                label="Team"
                columns={columns}
                rows={rows}
                keyOf={(row) => row.id}
                onOpen={(row) => open(row.id)}
                openKey={person}
                foot={<More query={query} shown={rows.length} thing="person" things="people" />}
              />
            )}
          </Loaded>
        ) : (
          <SeeNothing why={may.why} />
        )}
      </Panel>
      {operator.everywhere === 'owner' && <Tenants />}
      {person !== undefined && may.may && (
        <PersonPanel
          id={person}
          onClose={() => open(undefined)}
          onPrevious={at > 0 ? () => open(rows[at - 1]?.id) : undefined}
          onNext={at >= 0 && at < rows.length - 1 ? () => open(rows[at + 1]?.id) : undefined}
          onLink={setLink}
        />
      )}
      <Invite open={invite === true} onClose={() => inviting(false)} onLink={setLink} />
      <OneTimeLink token={link} onClose={() => setLink(null)} />
    </Page>
  );
}

/** Whether somebody can sign in. */
export function PersonState({ person }: { readonly person: Operator }) {
  if (person.state === 'active') return <Status tone="good">Active</Status>;
  if (person.state === 'locked') return <Status tone="paused">Locked</Status>;
  return <Status tone="due">Invited</Status>;
}

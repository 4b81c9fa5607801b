import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useCallback, useState } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { type Column, DataTable } from '../../components/DataTable';
import { More } from '../../components/More';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Failed, Loaded } from '../../components/States';
import { usePaged } from '../../lib/paged';
import { mistake, useAct } from '../../lib/use-act';
import classes from './Roles.module.css';

type Tenant = Schema<'Tenant'>;

const COLUMNS: readonly Column<Tenant>[] = [
  { key: 'name', header: 'Name', cell: (row) => row.name },
  { key: 'id', header: 'Id', cell: (row) => <code>{row.id}</code> },
  { key: 'made', header: 'Made', cell: (row) => <Ago at={row.createdAt} /> },
  {
    key: 'go',
    header: 'Work in',
    cell: (row) => (
      <Link to="/team" search={{ tenant: row.id }} aria-label={`Work in ${row.name}`} className={classes.link}>
        Work in it
      </Link>
    ),
  },
];

/** The tenants of the platform, for its owners. */
export function Tenants() {
  const [making, setMaking] = useState(false);
  const { query, rows = [] } = usePaged(['tenants'], (cursor, signal) =>
    ask(() => gateway.GET('/api/v1/tenants', { params: { query: { limit: 50, ...(cursor && { cursor }) } }, signal })),
  );
  return (
    <Panel
      title="Tenants"
      lead="Each has its own apps, practices, connections and people."
      flush
      actions={
        <PermittedButton needs="tenants" variant="default" onClick={() => setMaking(true)}>
          New tenant
        </PermittedButton>
      }
    >
      <Loaded query={query}>
        {() => (
          <DataTable
            label="Tenants"
            columns={COLUMNS}
            rows={rows}
            keyOf={(row) => row.id}
            foot={<More query={query} shown={rows.length} thing="tenant" />}
          />
        )}
      </Loaded>
      <Modal
        opened={making}
        onClose={() => setMaking(false)}
        title="New tenant"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {making && <NewTenant onClose={() => setMaking(false)} />}
      </Modal>
    </Panel>
  );
}

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);

function NewTenant({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [id, setId] = useState<string | null>(null);
  const make = useAct(
    useCallback(async () => {
      await ask(() => gateway.POST('/api/v1/tenants', { body: { name: name.trim(), id: id ?? slug(name) } }));
      void queries.invalidateQueries({ queryKey: ['tenants'] });
      void queries.invalidateQueries({ queryKey: ['session'] });
      onClose();
    }, [name, id, queries, onClose]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void make.run();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={mistake(make.problem, 'name')}
          required
          data-autofocus
        />
        <TextInput
          label="Id"
          description="In addresses and in the header Gatehouse-Tenant. It never changes."
          value={id ?? slug(name)}
          onChange={(event) => setId(event.currentTarget.value)}
          error={mistake(make.problem, 'id')}
          required
        />
        {make.problem && make.problem.errors.length === 0 && <Failed problem={make.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={make.busy}>
            Make the tenant
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

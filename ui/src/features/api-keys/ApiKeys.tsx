import { Badge, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Ago } from '../../components/Ago';
import { ConfirmByName } from '../../components/ConfirmByName';
import { type Column, DataTable } from '../../components/DataTable';
import { More } from '../../components/More';
import { OnceShown } from '../../components/OnceShown';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { usePaged } from '../../lib/paged';
import classes from './api-keys.module.css';
import { NewKey } from './NewKey';
import { permissionWords } from './presets';
import { RollKey } from './RollKey';
import { type ApiKey, endKey, keysPage, peopleQuery } from './requests';

const route = getRouteApi('/shell/api-keys');

/** The tenant's API keys: what each may do, who uses it, and how long it lives. */
export function ApiKeys() {
  const { ended = false } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const { query, rows } = usePaged(['api-keys', 'list'], keysPage);
  const people = useQuery(peopleQuery);
  const [making, setMaking] = useState(false);
  const [rolling, setRolling] = useState<ApiKey | null>(null);
  const [ending, setEnding] = useState<ApiKey | null>(null);
  const [shown, setShown] = useState<{ readonly text: string; readonly name: string } | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ['api-keys'] });
  const made = (key: ApiKey & { key: string }) => {
    setMaking(false);
    setRolling(null);
    setShown({ text: key.key, name: key.name });
    void refresh();
  };
  const visible = rows?.filter((key) => ended || !isOver(key));
  return (
    <Page
      title="API keys"
      lead="Programs sign in with a key. Give each program its own, with no more than it needs."
      actions={
        <PermittedButton needs="keys" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          New key
        </PermittedButton>
      }
    >
      <Panel flush>
        <div className={classes.bar}>
          <Switch
            label="Show ended keys"
            checked={ended}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              void navigate({ search: (before) => ({ ...before, ended: on || undefined }), replace: true });
            }}
          />
        </div>
        <Loaded query={query}>
          {() =>
            !visible || visible.length === 0 ? (
              <Empty title="No API key yet">
                A program calls the gateway with a key of its own. Make one for your backend, and choose the least it
                needs.
              </Empty>
            ) : (
              <DataTable
                label="API keys"
                columns={columns(people.data, setRolling, setEnding)}
                rows={visible}
                keyOf={(key) => key.id}
                foot={<More query={query} shown={visible.length} thing="key" />}
              />
            )
          }
        </Loaded>
      </Panel>
      <NewKey open={making} onClose={() => setMaking(false)} onMade={made} />
      {rolling && <RollKey of={rolling} onClose={() => setRolling(null)} onMade={made} />}
      <ConfirmByName
        open={ending !== null}
        title="End this key?"
        name={ending?.name ?? ''}
        action="End the key"
        onConfirm={async () => {
          if (ending) await endKey(ending.id);
          await refresh();
        }}
        onClose={() => setEnding(null)}
      >
        Programs that use {ending?.hint}… are refused from this moment. A key that was ended stays so.
      </ConfirmByName>
      <OnceShown
        secret={shown?.text ?? null}
        title={`The key of ${shown?.name ?? ''}`}
        what="API key"
        onClose={() => setShown(null)}
      />
    </Page>
  );
}

const isOver = (key: ApiKey) =>
  key.revokedAt !== null || (key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now());

const SOON = 14 * 86_400_000;

function columns(
  people: ReadonlyMap<string, string> | undefined,
  onRoll: (key: ApiKey) => void,
  onEnd: (key: ApiKey) => void,
): Column<ApiKey>[] {
  return [
    {
      key: 'name',
      header: 'Name',
      cell: (key) => (
        <>
          <strong>{key.name}</strong>
          <p className={classes.hint}>{key.hint}…</p>
        </>
      ),
    },
    { key: 'state', header: 'State', cell: (key) => <Standing of={key} /> },
    {
      key: 'permissions',
      header: 'May',
      cell: (key) => (
        <span className={classes.tags}>
          {key.permissions.map((permission) => (
            <Badge key={permission} variant="default" size="sm" tt="none" title={permissionWords[permission]}>
              {permission}
            </Badge>
          ))}
        </span>
      ),
    },
    {
      key: 'used',
      header: 'Last used',
      cell: (key) => (
        <>
          <Ago at={key.lastUsedAt} none="Never" />
          {key.lastUsedFrom && <p className={classes.hint}>from {key.lastUsedFrom}</p>}
        </>
      ),
    },
    { key: 'ends', header: 'Ends', cell: (key) => <Ago at={key.expiresAt} none="Never" /> },
    { key: 'by', header: 'Made by', cell: (key) => maker(key, people) },
    {
      key: 'act',
      header: 'Actions',
      cell: (key) =>
        isOver(key) ? null : (
          <span className={classes.tags}>
            {key.rolledTo === null && (
              <PermittedButton
                needs="keys"
                size="xs"
                variant="default"
                aria-label={`Roll ${key.name}`}
                onClick={() => onRoll(key)}
              >
                Roll
              </PermittedButton>
            )}
            <PermittedButton
              needs="keys"
              size="xs"
              variant="subtle"
              aria-label={`End ${key.name}`}
              onClick={() => onEnd(key)}
            >
              End
            </PermittedButton>
          </span>
        ),
    },
  ];
}

function Standing({ of: key }: { readonly of: ApiKey }) {
  if (key.revokedAt) return <Status tone="off">Ended</Status>;
  if (isOver(key)) return <Status tone="off">Ran out</Status>;
  if (key.rolledTo) return <Status tone="due">Being replaced</Status>;
  if (key.unused) return <Status tone="due">Not used for 60 days</Status>;
  if (key.expiresAt && Date.parse(key.expiresAt) - Date.now() < SOON) return <Status tone="due">Ends soon</Status>;
  return <Status tone="good">Good</Status>;
}

function maker(key: ApiKey, people: ReadonlyMap<string, string> | undefined): string {
  if (!key.madeBy) return '–';
  const { kind, id } = key.madeBy;
  if (kind === 'operator') return people?.get(id) ?? 'A person';
  return kind === 'key' ? 'An API key' : 'The gateway';
}

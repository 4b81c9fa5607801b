import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { type Column, DataTable } from '../../components/DataTable';
import { Filters, TextFilter } from '../../components/Filters';
import { More } from '../../components/More';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Empty, Failed, Loaded, NothingMatches } from '../../components/States';
import { Status } from '../../components/Status';
import { save } from '../../lib/download';
import { count } from '../../lib/numbers';
import { type PageOf, usePaged } from '../../lib/paged';
import { beginOf, PERIODS, type Period } from '../../lib/periods';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { clockText, fullText } from '../../lib/times';
import { useAct } from '../../lib/use-act';
import classes from './AuditLog.module.css';
import { EntryPanel } from './EntryPanel';
import { actionText, KINDS, useActorNames } from './words';

export type Entry = Schema<'AuditEvent'>;

interface AuditSearch {
  readonly period?: Period | undefined;
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
}

const questionOf = ({ period, kind, actor, target }: AuditSearch) => ({
  ...(period && { since: beginOf(period) }),
  ...(kind && { action: kind }),
  ...(actor && { actor }),
  ...(target && { target }),
});

/** Who did what, when and from where, and whether that record is whole. */
export function AuditLog() {
  const search = useSearch({ from: '/shell/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const may = useMay('audit', 'see');
  const nameOf = useActorNames();
  const { open, tenant: _, ...filter } = search;
  const change = useCallback(
    (part: AuditSearch & { open?: number | undefined }, replace = true) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace }),
    [navigate],
  );
  const { query, rows = [] } = usePaged(
    ['audit', sessionState.tenant(), 'list', JSON.stringify(filter)],
    async (cursor, signal) => {
      const page = await ask(() =>
        gateway.GET('/api/v1/audit-events', {
          params: { query: { ...questionOf(search), limit: 50, ...(cursor && { cursor }) } },
          signal,
        }),
      );
      // The contract has other forms of this answer too; without a format it is a page.
      return page as PageOf<Entry>;
    },
    { enabled: may.may },
  );
  const clear = () => void navigate({ search: (before) => ({ tenant: before.tenant }), replace: true });
  if (!may.may) {
    return (
      <Page title="Audit log">
        <Empty title="Your role cannot see this">{may.why}</Empty>
      </Page>
    );
  }
  const at = rows.findIndex((row) => row.seq === open);
  const go = (place: number) => rows[place] && (() => change({ open: rows[place]?.seq }));
  const filtered = Object.values(filter).some((each) => each !== undefined);
  const columns: readonly Column<Entry>[] = [
    { key: 'at', header: 'When', cell: (row) => <span className={classes.time}>{fullText(row.at)}</span> },
    { key: 'who', header: 'Who', cell: (row) => nameOf(row) },
    { key: 'what', header: 'Did what', cell: (row) => actionText(row.action) },
    { key: 'target', header: 'To what', cell: (row) => <code className={classes.target}>{row.target}</code> },
    { key: 'from', header: 'From', cell: (row) => row.address ?? '–' },
    {
      key: 'outcome',
      header: 'Outcome',
      cell: (row) => (
        <Status tone={row.outcome === 'done' ? 'good' : 'bad'}>{row.outcome === 'done' ? 'Done' : 'Refused'}</Status>
      ),
    },
  ];
  return (
    <Page
      title="Audit log"
      lead="Who did what. Each entry carries a code over the one before, so that none can be changed unseen."
      actions={<Exports search={search} />}
    >
      <Chain />
      <Panel flush>
        <AuditFilters search={search} filtered={filtered} onChange={change} onClear={clear} />
        <Loaded query={query}>
          {() =>
            rows.length === 0 ? (
              filtered ? (
                <NothingMatches things="entries" onClear={clear} />
              ) : (
                <Empty title="Nothing was done yet">Whatever people and programs change here is written down.</Empty>
              )
            ) : (
              <DataTable
                label="Audit log"
                columns={columns}
                rows={rows}
                keyOf={(row) => String(row.seq)}
                onOpen={(row) => change({ open: row.seq }, false)}
                openKey={open === undefined ? undefined : String(open)}
                foot={<More query={query} shown={rows.length} thing="entry" things="entries" />}
              />
            )
          }
        </Loaded>
      </Panel>
      {open !== undefined && query.data && (
        <EntryPanel
          entry={rows[at]}
          seq={open}
          nameOf={nameOf}
          onClose={() => change({ open: undefined })}
          onPrevious={at > 0 ? go(at - 1) : undefined}
          onNext={at >= 0 && at < rows.length - 1 ? go(at + 1) : undefined}
        />
      )}
    </Page>
  );
}

/** The verdict on the whole chain. */
function Chain() {
  const query = useQuery({
    queryKey: ['audit-chain', sessionState.tenant()],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/audit-chain', { signal })),
    refetchInterval: (asked) => (asked.state.data?.looking ? 5_000 : 120_000),
  });
  return (
    <Panel>
      <div className={classes.chain}>
        <Loaded query={query} waiting={<Status tone="none">Reading the chain…</Status>}>
          {(found) => {
            if (found.state === 'looking') return <Status tone="none">Reading the chain…</Status>;
            if (found.state === 'broken') {
              return (
                <Status tone="bad">
                  <b>Broken at entry {found.problem?.seq}</b>: {found.problem?.text}.
                </Status>
              );
            }
            return (
              <>
                <Status tone="good">
                  <b>Unbroken, {count(found.entries ?? 0)} entries</b>
                </Status>
                <span className={classes.quiet}>
                  Read from end to end at {found.checkedAt ? clockText(found.checkedAt) : '–'}
                </span>
              </>
            );
          }}
        </Loaded>
      </div>
    </Panel>
  );
}

function Exports({ search }: { readonly search: AuditSearch }) {
  const bring = useAct(
    useCallback(
      async (format: 'ndjson' | 'csv') => {
        const file = await ask(() =>
          gateway.GET('/api/v1/audit-events', {
            params: { query: { ...questionOf(search), format } },
            parseAs: 'blob',
            headers: { Accept: '*/*' },
          }),
        );
        save(`audit.${format}`, file as unknown as Blob);
      },
      [search],
    ),
  );
  return (
    <>
      <Button variant="default" loading={bring.busy} onClick={() => void bring.run('csv')}>
        Export CSV
      </Button>
      <Button variant="default" loading={bring.busy} onClick={() => void bring.run('ndjson')}>
        Export NDJSON
      </Button>
      {bring.problem && <Failed problem={bring.problem} />}
    </>
  );
}

interface AuditFilterProps {
  readonly search: AuditSearch;
  readonly filtered: boolean;
  readonly onChange: (part: AuditSearch) => void;
  readonly onClear: () => void;
}

function AuditFilters({ search, filtered, onChange, onClear }: AuditFilterProps) {
  return (
    <Filters label="Filter the audit log" active={filtered} onClear={onClear}>
      <TextFilter
        main
        label="To what"
        placeholder="The whole id of a thing"
        value={search.target}
        onChange={useCallback((target?: string) => onChange({ target }), [onChange])}
      />
      <TextFilter
        label="Who"
        placeholder="The whole id"
        value={search.actor}
        onChange={useCallback((actor?: string) => onChange({ actor }), [onChange])}
      />
      <Select
        label="About"
        placeholder="Everything"
        data={KINDS.map((each) => ({ value: each.value, label: each.label }))}
        value={search.kind ?? null}
        clearable
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => onChange({ kind: value ?? undefined })}
      />
      <Select
        label="Time"
        placeholder="Any"
        data={PERIODS.map(({ value, label }) => ({ value, label }))}
        value={search.period ?? null}
        clearable
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => onChange({ period: (value as Period | null) ?? undefined })}
      />
    </Filters>
  );
}

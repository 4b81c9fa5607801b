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
import { Plot } from '../../components/Plot';
import { Empty, Loaded, NothingMatches } from '../../components/States';
import { Status } from '../../components/Status';
import { onlyText } from '../../lib/environment';
import { count, counted, milliseconds } from '../../lib/numbers';
import { usePaged } from '../../lib/paged';
import { PERIODS, timeIn } from '../../lib/periods';
import { sessionState } from '../../lib/session-state';
import { fullText } from '../../lib/times';
import { isFiltered, questionOf, type RequestsSearch } from './filter';
import { RequestPanel } from './RequestPanel';
import classes from './Requests.module.css';
import { useNewer } from './use-newer';
import { toneOf } from './words';

export type Call = Schema<'Call'>;

const PAGE = 50;

const COLUMNS: readonly Column<Call>[] = [
  { key: 'at', header: 'Time', cell: (row) => <span className={classes.time}>{fullText(row.at)}</span> },
  { key: 'practice', header: 'Practice', cell: (row) => row.practiceName ?? row.practiceId },
  {
    key: 'route',
    header: 'Request',
    cell: (row) => (
      <code className={classes.route}>
        {row.method} {row.route}
      </code>
    ),
  },
  { key: 'status', header: 'Status', cell: (row) => <Status tone={toneOf(row)}>{row.code ?? row.status}</Status> },
  { key: 'waited', header: 'EHR', align: 'right', cell: (row) => (row.waitedMs ? milliseconds(row.waitedMs) : '–') },
  { key: 'took', header: 'In all', align: 'right', cell: (row) => milliseconds(row.tookMs) },
  { key: 'caller', header: 'By', cell: (row) => row.callerName ?? row.callerId },
];

/** What went through the gateway: each call, newest first, while it happens. */
export function Requests() {
  const search = useSearch({ from: '/shell/requests' });
  const navigate = useNavigate({ from: '/requests' });
  const change = useCallback(
    (part: Partial<RequestsSearch>, replace = true) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace }),
    [navigate],
  );
  const { open, ...filter } = search;
  const key = JSON.stringify(filter);
  const { query, rows = [] } = usePaged(
    ['calls', sessionState.tenant(), 'list', key],
    (cursor, signal) =>
      ask(() =>
        gateway.GET('/api/v1/calls', {
          params: { query: { ...questionOf(search), limit: PAGE, ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    { meta: { live: false } },
  );
  const newer = useNewer(query, rows, search, open !== undefined);
  const at = rows.findIndex((row) => row.requestId === open);
  const go = (place: number) => rows[place] && (() => change({ open: rows[place]?.requestId }));
  const clear = () => void navigate({ search: (before) => ({ tenant: before.tenant, env: undefined }), replace: true });
  return (
    <Page title="Requests" lead="Every call through the gateway. Patients' ids and what was read are never recorded.">
      <RequestHistogram search={search} onZoom={(from, to) => change({ from, to, period: undefined })} />
      <Panel flush>
        <RequestFilters search={search} onChange={change} onClear={clear} />
        {newer.count > 0 && (
          <div className={classes.newer}>
            <Button size="compact-sm" radius="xl" onClick={newer.show}>
              {newer.count >= PAGE ? `${PAGE} or more new` : `${newer.count} new`}
            </Button>
          </div>
        )}
        <Loaded query={query}>
          {() =>
            rows.length === 0 ? (
              <Nothing filtered={isFiltered(search)} also={onlyText(search.env)} onClear={clear} />
            ) : (
              <DataTable
                label="Requests"
                columns={COLUMNS}
                rows={rows}
                keyOf={(row) => row.requestId}
                onOpen={(row) => change({ open: row.requestId }, false)}
                openKey={open}
                foot={<More query={query} shown={rows.length} thing="request" />}
              />
            )
          }
        </Loaded>
      </Panel>
      {open && (
        <RequestPanel
          id={open}
          onClose={() => change({ open: undefined })}
          onPrevious={at > 0 ? go(at - 1) : undefined}
          onNext={at >= 0 && at < rows.length - 1 ? go(at + 1) : undefined}
        />
      )}
    </Page>
  );
}

interface NothingProps {
  readonly filtered: boolean;
  readonly also: string | undefined;
  readonly onClear: () => void;
}

function Nothing({ filtered, also, onClear }: NothingProps) {
  if (filtered) return <NothingMatches things="requests" also={also} onClear={onClear} />;
  return (
    <Empty title="No request in this time">
      Calls appear here a moment after they happen. Choose a longer time, or make one through /fhir with an API key.
    </Empty>
  );
}

interface FilterProps {
  readonly search: RequestsSearch;
  readonly onChange: (part: Partial<RequestsSearch>) => void;
  readonly onClear: () => void;
}

const STATUSES = [
  { value: '2xx', label: 'Answered (2xx)' },
  { value: '4xx', label: 'Refused (4xx)' },
  { value: '5xx', label: 'Failed (5xx)' },
  { value: '429', label: 'Limited (429)' },
  { value: 'failed', label: 'No whole answer' },
];
const KINDS = [
  { value: 'fhir', label: 'FHIR' },
  { value: 'nango', label: 'Nango-compatible' },
  { value: 'bulk', label: 'Bulk export' },
];

function RequestFilters({ search, onChange, onClear }: FilterProps) {
  const periods = [
    ...(search.from ? [{ value: 'chosen', label: 'Chosen in the picture' }] : []),
    ...PERIODS.map(({ value, label }) => ({ value, label })),
  ];
  return (
    <Filters label="Filter requests" active={isFiltered(search)} onClear={onClear}>
      <TextFilter
        main
        label="Route"
        placeholder="Part of it, such as Observation"
        value={search.q}
        onChange={useCallback((q?: string) => onChange({ q }), [onChange])}
      />
      <Select
        label="Time"
        data={periods}
        value={search.from ? 'chosen' : (search.period ?? '1h')}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => {
          const period = PERIODS.find((each) => each.value === value)?.value;
          if (period) onChange({ period, from: undefined, to: undefined });
        }}
      />
      <Select
        label="Status"
        placeholder="Any"
        data={STATUSES}
        value={search.status ?? null}
        clearable
        comboboxProps={{ withinPortal: false }}
        onChange={(value) => onChange({ status: value ?? undefined })}
      />
      <Select
        label="Kind"
        placeholder="Any"
        data={KINDS}
        value={search.kind ?? null}
        clearable
        comboboxProps={{ withinPortal: false }}
        onChange={(value) =>
          onChange({ kind: KINDS.find((each) => each.value === value)?.value as RequestsSearch['kind'] })
        }
      />
      <TextFilter
        label="Slower than, ms"
        inputMode="numeric"
        value={search.slow}
        onChange={useCallback((slow?: string) => onChange({ slow }), [onChange])}
      />
      {(search.practice || search.connection || search.caller) && (
        <Button
          variant="default"
          onClick={() => onChange({ practice: undefined, connection: undefined, caller: undefined })}
        >
          {search.practice ? 'One practice only' : search.connection ? 'One connection only' : 'One caller only'} ×
        </Button>
      )}
    </Filters>
  );
}

interface HistogramProps {
  readonly search: RequestsSearch;
  readonly onZoom: (from: string, to: string) => void;
}

function RequestHistogram({ search, onZoom }: HistogramProps) {
  const { open: _, ...filter } = search;
  const query = useQuery({
    queryKey: ['calls', sessionState.tenant(), 'histogram', JSON.stringify(filter)],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/call-histogram', { params: { query: questionOf(search) }, signal })),
    placeholderData: (before) => before,
    meta: { live: false },
    refetchInterval: search.to ? false : 10_000,
  });
  return (
    <Loaded query={query} waiting={<div className={classes.noPicture} aria-busy="true" />}>
      {(found) => {
        const seconds = (Date.parse(found.to) - Date.parse(found.from)) / 1000;
        const { bars } = found;
        return (
          <Plot
            title="Over time"
            lead={
              found.completeSince
                ? `The newest ${counted(found.calls, 'request')} are counted, back to ${fullText(found.completeSince)}.`
                : `${counted(found.calls, 'request')}. Drag over the picture to look closer.`
            }
            kind="bars"
            height={92}
            at={bars.map((bar) => bar.at)}
            say={(value) => count(Math.round(value))}
            sayTime={timeIn('local', seconds)}
            onZoom={(from, to) => onZoom(bars[from]?.at ?? found.from, bars[to + 1]?.at ?? found.to)}
            series={[
              { name: 'Answered', tone: 'good', values: bars.map((bar) => bar.answered) },
              { name: 'EHR error', tone: 'bad', values: bars.map((bar) => bar.ehrErrors) },
              { name: 'Gateway error', tone: 'warn', values: bars.map((bar) => bar.gatewayErrors) },
              { name: 'Limited', tone: 'quiet', values: bars.map((bar) => bar.limited) },
            ]}
          />
        );
      }}
    </Loaded>
  );
}

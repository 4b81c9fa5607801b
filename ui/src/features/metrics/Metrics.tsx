import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask, gateway, type Schema } from '../../api/gateway';
import { type Column, DataTable } from '../../components/DataTable';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { type Band, Plot } from '../../components/Plot';
import { Empty, Loaded } from '../../components/States';
import { count, milliseconds } from '../../lib/numbers';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import classes from './Metrics.module.css';
import { ConnectFunnel, ConnectionsOverTime, TokenTimeLeft } from './Past';
import { RangePicker } from './RangePicker';
import { Rates } from './Rates';
import { bandsOf, type Range, rangeOf } from './range';

type Stats = Schema<'Stats'>;
type Group = Stats['groups'][number];

const whole = (value: number) => count(Math.round(value));

/** How calls, connections, tokens and webhooks went over time. */
export function Metrics() {
  const search = useSearch({ from: '/shell/metrics' });
  const { practice } = search;
  const navigate = useNavigate({ from: '/metrics' });
  const webhooks = useMay('webhooks', 'see');
  const range = rangeOf(search);
  const stats = useQuery({
    queryKey: ['stats', sessionState.tenant(), 'metrics', range.key, practice ?? null],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/stats', {
          params: {
            query: {
              ...range.times(),
              groupBy: 'practice',
              sort: 'errors',
              groups: 10,
              ...(practice && { practiceId: practice }),
            },
          },
          signal,
        }),
      ),
    placeholderData: (before) => before,
  });
  const outages = useQuery({
    queryKey: ['stats', sessionState.tenant(), 'outages', range.key],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/outages', { params: { query: range.times() }, signal })),
    placeholderData: (before) => before,
  });
  const bands = bandsOf(outages.data?.items ?? [], range.zone);
  const name = practice ? (stats.data?.groups.find((each) => each.id === practice)?.name ?? practice) : null;
  return (
    <Page
      title="Metrics"
      lead={name ? `Calls and tokens of ${name}.` : 'Calls, connections, tokens and webhooks of this tenant.'}
      actions={
        <>
          {practice && (
            <Button
              variant="default"
              onClick={() => void navigate({ search: (before) => ({ ...before, practice: undefined }) })}
            >
              All practices
            </Button>
          )}
          <RangePicker
            search={search}
            onChange={({ period, zone, from, to }) =>
              void navigate({ search: (before) => ({ ...before, period, zone, from, to }), replace: true })
            }
          />
        </>
      }
    >
      <Loaded query={stats}>
        {(found) => <Pictures stats={found} sayTime={range.sayTime} bands={bands} practice={practice} />}
      </Loaded>
      {!practice && (
        <>
          <ConnectionsOverTime range={range} bands={bands} />
          <TokenTimeLeft />
          <ConnectFunnel range={range} />
          {webhooks.may && <WebhookPicture range={range} bands={bands} />}
          <Rates />
        </>
      )}
    </Page>
  );
}

interface PicturesProps {
  readonly stats: Stats;
  readonly sayTime: (at: string) => string;
  readonly bands: readonly Band[];
  readonly practice: string | undefined;
}

function Pictures({ stats, sayTime, bands, practice }: PicturesProps) {
  const { series, totals } = stats;
  const at = series.map((each) => each.at);
  const wait = totals.waitedMs;
  return (
    <>
      <Plot
        title="Requests by outcome"
        lead={`${count(totals.calls)} in all, ${count(totals.ehrErrors + totals.gatewayErrors)} went wrong, ${count(totals.limited)} were limited.`}
        kind="bars"
        at={at}
        say={whole}
        sayTime={sayTime}
        bands={bands}
        series={[
          { name: 'Answered', tone: 'good', values: series.map((each) => each.answered) },
          { name: 'EHR error', tone: 'bad', values: series.map((each) => each.ehrErrors) },
          { name: 'Gateway error', tone: 'warn', values: series.map((each) => each.gatewayErrors) },
          { name: 'Limited', tone: 'quiet', values: series.map((each) => each.limited) },
        ]}
      />
      <Plot
        title="EHR latency"
        lead={
          wait
            ? `Until the EHR’s answer began: half within ${milliseconds(wait.p50)}, 95 % within ${milliseconds(wait.p95)}, 99 % within ${milliseconds(wait.p99)}.`
            : 'Until the EHR’s answer began.'
        }
        kind="lines"
        at={at}
        say={milliseconds}
        sayTime={sayTime}
        bands={bands}
        series={[
          { name: 'p50', tone: 'first', values: series.map((each) => each.waitedMs?.p50 ?? null) },
          { name: 'p95', tone: 'second', values: series.map((each) => each.waitedMs?.p95 ?? null) },
          { name: 'p99', tone: 'third', values: series.map((each) => each.waitedMs?.p99 ?? null) },
        ]}
      />
      {!practice && <WorstPractices groups={stats.groups} />}
      <Plot
        title="Token refreshes"
        lead={`${count(totals.refreshes.succeeded)} succeeded, ${count(totals.refreshes.failed)} failed.`}
        kind="bars"
        at={at}
        say={whole}
        sayTime={sayTime}
        bands={bands}
        series={[
          { name: 'Succeeded', tone: 'good', values: series.map((each) => each.refreshes.succeeded) },
          { name: 'Failed', tone: 'bad', values: series.map((each) => each.refreshes.failed) },
        ]}
      />
    </>
  );
}

const rate = (group: Group) => (group.calls === 0 ? 0 : ((group.ehrErrors + group.gatewayErrors) / group.calls) * 100);

const WORST: readonly Column<Group>[] = [
  {
    key: 'practice',
    header: 'Practice',
    cell: (row) => (
      <Link className={classes.link} to="/metrics" search={(before) => ({ ...before, practice: row.id })}>
        {row.name ?? row.id}
      </Link>
    ),
  },
  {
    key: 'rate',
    header: 'Went wrong',
    cell: (row) => (
      <span className={classes.rate}>
        <span className={classes.track} aria-hidden>
          <span className={classes.bar} style={{ width: `${rate(row)}%` }} />
        </span>
        {rate(row).toFixed(1)} %
      </span>
    ),
  },
  { key: 'errors', header: 'EHR errors', align: 'right', cell: (row) => count(row.ehrErrors) },
  { key: 'ours', header: 'Gateway errors', align: 'right', cell: (row) => count(row.gatewayErrors) },
  { key: 'calls', header: 'Requests', align: 'right', cell: (row) => count(row.calls) },
  { key: 'p95', header: 'p95', align: 'right', cell: (row) => (row.tookMs ? milliseconds(row.tookMs.p95) : '–') },
];

function WorstPractices({ groups }: { readonly groups: readonly Group[] }) {
  const bad = groups.filter((each) => each.ehrErrors + each.gatewayErrors > 0).sort((a, b) => rate(b) - rate(a));
  return (
    <Panel
      title="Practices with the most errors"
      lead="Ten at most, by the share of their requests that went wrong."
      flush
    >
      {bad.length === 0 ? (
        <Empty title="No request went wrong in this time" />
      ) : (
        <DataTable label="Practices with the most errors" columns={WORST} rows={bad} keyOf={(row) => row.id} />
      )}
    </Panel>
  );
}

interface WebhookPictureProps {
  readonly range: Range;
  readonly bands: readonly Band[];
}

function WebhookPicture({ range, bands }: WebhookPictureProps) {
  const query = useQuery({
    queryKey: ['webhooks', sessionState.tenant(), 'activity', range.key],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/webhook-activity', { params: { query: range.times() }, signal })),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query}>
      {({ series, stepSeconds }) => (
        <Plot
          title="Webhooks"
          lead={`${successOf(series)} By the ${stepSeconds >= 86_400 ? 'day (UTC)' : 'hour'} in which they were made; kept for 30 days.`}
          kind="bars"
          at={series.map((each) => each.at)}
          say={whole}
          sayTime={range.sayTime}
          bands={bands}
          series={[
            { name: 'Delivered', tone: 'good', values: series.map((each) => each.delivered) },
            { name: 'Given up', tone: 'bad', values: series.map((each) => each.failed) },
            { name: 'On their way', tone: 'quiet', values: series.map((each) => each.pending) },
          ]}
        />
      )}
    </Loaded>
  );
}

/** Of deliveries that are over. */
function successOf(series: readonly { delivered: number; failed: number }[]): string {
  const delivered = series.reduce((sum, each) => sum + each.delivered, 0);
  const over = series.reduce((sum, each) => sum + each.failed, delivered);
  return over === 0 ? 'None was sent in this time.' : `${((delivered / over) * 100).toFixed(1)} % were delivered.`;
}

import { Button, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask, gateway, type Schema } from '../../api/gateway';
import { type Column, DataTable } from '../../components/DataTable';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { Plot } from '../../components/Plot';
import { Empty, Loaded } from '../../components/States';
import { count, milliseconds } from '../../lib/numbers';
import { beginOf, PERIODS, type Period, timeIn, type Zone } from '../../lib/periods';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import classes from './Metrics.module.css';

type Stats = Schema<'Stats'>;
type Group = Stats['groups'][number];

const whole = (value: number) => count(Math.round(value));

/** How calls, tokens and webhooks went over time. */
export function Metrics() {
  const { period = '24h', zone = 'local', practice } = useSearch({ from: '/shell/metrics' });
  const navigate = useNavigate({ from: '/metrics' });
  const webhooks = useMay('webhooks', 'see');
  const seconds = PERIODS.find((each) => each.value === period)?.seconds ?? 86_400;
  const sayTime = timeIn(zone, seconds);
  const stats = useQuery({
    queryKey: ['stats', sessionState.tenant(), 'metrics', period, practice ?? null],
    queryFn: ({ signal }) =>
      ask(() =>
        gateway.GET('/api/v1/stats', {
          params: {
            query: {
              from: beginOf(period),
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
  const name = practice ? (stats.data?.groups.find((each) => each.id === practice)?.name ?? practice) : null;
  return (
    <Page
      title="Metrics"
      lead={name ? `Calls and tokens of ${name}.` : 'Calls, tokens and webhooks of this tenant.'}
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
          <Select
            aria-label="Time"
            data={PERIODS.map(({ value, label }) => ({ value, label }))}
            value={period}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(to) =>
              void navigate({ search: (before) => ({ ...before, period: to as Period }), replace: true })
            }
          />
          <SegmentedControl
            aria-label="Whose time"
            data={[
              { value: 'local', label: 'Local time' },
              { value: 'utc', label: 'UTC' },
            ]}
            value={zone}
            onChange={(to) => void navigate({ search: (before) => ({ ...before, zone: to as Zone }), replace: true })}
          />
        </>
      }
    >
      <Loaded query={stats}>{(found) => <Pictures stats={found} sayTime={sayTime} practice={practice} />}</Loaded>
      {webhooks.may && !practice && <WebhookPicture hours={Math.round(seconds / 3600)} sayTime={sayTime} />}
    </Page>
  );
}

interface PicturesProps {
  readonly stats: Stats;
  readonly sayTime: (at: string) => string;
  readonly practice: string | undefined;
}

function Pictures({ stats, sayTime, practice }: PicturesProps) {
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
  readonly hours: number;
  readonly sayTime: (at: string) => string;
}

function WebhookPicture({ hours, sayTime }: WebhookPictureProps) {
  const query = useQuery({
    queryKey: ['webhooks', sessionState.tenant(), 'activity', hours],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/webhook-activity', { params: { query: { hours } }, signal })),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query}>
      {({ series, stepSeconds }) => (
        <Plot
          title="Webhooks"
          lead={`By the ${stepSeconds >= 86_400 ? 'day (UTC)' : 'hour'} in which they were made.`}
          kind="bars"
          at={series.map((each) => each.at)}
          say={whole}
          sayTime={sayTime}
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

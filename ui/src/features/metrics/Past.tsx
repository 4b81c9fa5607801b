import { useQuery } from '@tanstack/react-query';
import { ask, gateway } from '../../api/gateway';
import { type Band, Plot } from '../../components/Plot';
import { PlotFrame } from '../../components/PlotFrame';
import { Empty, Loaded } from '../../components/States';
import { count, counted } from '../../lib/numbers';
import { sessionState } from '../../lib/session-state';
import { lengthText } from '../../lib/times';
import { BarList } from './BarList';
import type { Range } from './range';

interface OverTimeProps {
  readonly range: Range;
  readonly bands: readonly Band[];
}

const whole = (value: number) => count(Math.round(value));

const HEALTH = [
  ['Healthy', 'good', 'active'],
  ['Renewal failing', 'warn', 'degraded'],
  ['Needs reconnect', 'bad', 'needs_reconnect'],
  ['Misconfigured', 'third', 'misconfigured'],
  ['Paused', 'quiet', 'paused'],
  ['Not granted yet', 'none', 'pending'],
] as const;

/** How many connections were in which health. */
export function ConnectionsOverTime({ range, bands }: OverTimeProps) {
  const query = useQuery({
    queryKey: ['stats', sessionState.tenant(), 'connection-history', range.key],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/connection-history', { params: { query: range.times() }, signal })),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query}>
      {({ series }) => (
        <Plot
          title="Connections by health"
          lead="Counted every quarter of an hour. A gap: nobody counted, or the gateway was not there yet."
          kind="bars"
          at={series.map((each) => each.at)}
          say={whole}
          sayTime={range.sayTime}
          bands={bands}
          series={HEALTH.map(([name, tone, state]) => ({
            name,
            tone,
            values: series.map((each) => each.counts?.[state] ?? null),
          }))}
        />
      )}
    </Loaded>
  );
}

const TIMES_LEFT: readonly [tick: string, said: string][] = [
  ['over', 'None: it has ended'],
  ['5 m', 'Up to 5 minutes'],
  ['15 m', '5 to 15 minutes'],
  ['30 m', '15 to 30 minutes'],
  ['1 h', '30 minutes to 1 hour'],
  ['6 h', '1 to 6 hours'],
  ['1 d', '6 hours to 1 day'],
  ['more', 'More than 1 day'],
];

/** How long the tokens of the present last. */
export function TokenTimeLeft() {
  const query = useQuery({
    queryKey: ['stats', sessionState.tenant(), 'token-times'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/token-times', { signal })),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query}>
      {({ parts }) => {
        const said = new Map(TIMES_LEFT.map(([tick, text]) => [tick, text]));
        const ticks = TIMES_LEFT.map(([tick]) => tick);
        const tokens = parts.reduce((sum, each) => sum + each.renewed + each.ending, 0);
        return (
          <Plot
            title="Time left on tokens"
            lead={`Now, of ${counted(tokens, 'token')}. Idle tokens may end: they are renewed when somebody uses them.`}
            kind="bars"
            what="Time left"
            at={ticks.slice(0, parts.length)}
            ticks={ticks.slice(0, parts.length)}
            say={whole}
            sayTime={(tick) => said.get(tick) ?? tick}
            series={[
              { name: 'Renewed by itself', tone: 'good', values: parts.map((each) => each.renewed) },
              { name: 'Not renewed', tone: 'warn', values: parts.map((each) => each.ending) },
            ]}
          />
        );
      }}
    </Loaded>
  );
}

const STEPS = [
  ['opened', 'Opened', 'the connect link'],
  ['found', 'Practice found', 'by a search, or named by the link'],
  ['left', 'Left for the EHR', 'to sign in'],
  ['returned', 'Returned', 'whatever the EHR said'],
  ['connected', 'Connected', ''],
] as const;

/** Where people give up on the way to a connection. */
export function ConnectFunnel({ range }: { readonly range: Range }) {
  const query = useQuery({
    queryKey: ['stats', sessionState.tenant(), 'connect-funnel', range.key],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/connect-funnel', { params: { query: range.times() }, signal })),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query}>
      {(funnel) => {
        const share = (value: number) => (funnel.opened === 0 ? 0 : value / funnel.opened);
        const percent = (value: number) => `${Math.round(share(value) * 100)} %`;
        const median = funnel.medianSeconds;
        return (
          <PlotFrame
            title="From link to connection"
            lead={
              median === null
                ? 'Connect links that were opened in this time, and how far they led.'
                : `Connect links that were opened in this time. Half of those that connected took ${lengthText(Math.max(1, median))} or less.`
            }
            columns={['Step', 'Links', 'Of those opened, %']}
            rows={STEPS.map(([key, name]) => [name, funnel[key], Math.round(share(funnel[key]) * 100)])}
            said={STEPS.map(([key, name]) => [name, count(funnel[key]), percent(funnel[key])])}
          >
            {funnel.opened === 0 ? (
              <Empty title="No connect link was opened in this time" />
            ) : (
              <BarList
                rows={STEPS.map(([key, name, note]) => ({
                  key,
                  name,
                  note,
                  share: share(funnel[key]),
                  said: `${count(funnel[key])} · ${percent(funnel[key])}`,
                }))}
              />
            )}
          </PlotFrame>
        );
      }}
    </Loaded>
  );
}

import { Select } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { More } from '../../components/More';
import { Panel } from '../../components/Panel';
import { Empty, Loaded } from '../../components/States';
import { Status, type StatusTone } from '../../components/Status';
import { clockText, fullText } from '../../lib/times';
import classes from './ConnectionPage.module.css';
import { byDay, type Renewals, renewalWords } from './days';
import { type Connection, type ConnectionEvent, useEvents, useRenewals } from './requests';

const KINDS = [
  { value: 'connected,disconnected', label: 'Granted and ended' },
  { value: 'state-changed', label: 'Health' },
  { value: 'warning', label: 'Warnings' },
  { value: 'paused,resumed', label: 'Pauses' },
  { value: 'checked', label: 'Tests' },
  { value: 'token-shown', label: 'Token handed out' },
];

const WORDS: Record<ConnectionEvent['kind'], readonly [string, StatusTone]> = {
  connected: ['Authorized', 'good'],
  'state-changed': ['Health changed', 'due'],
  warning: ['Warning', 'due'],
  disconnected: ['Ended', 'off'],
  paused: ['Paused', 'paused'],
  resumed: ['Resumed', 'good'],
  checked: ['Tested', 'good'],
  'token-shown': ['Token handed out', 'due'],
};

function words({ kind, code }: ConnectionEvent): readonly [string, StatusTone] {
  if (code === 'refreshed') return ['Healthy again', 'good'];
  if (code === 'invalid-grant') return ['Needs reconnect', 'bad'];
  if (code === 'check-bad') return ['Tested', 'bad'];
  if (code === 'check-open') return ['Tested', 'due'];
  return WORDS[kind];
}

/** Everything that happened to the connection, newest first, by day; renewals without trouble are one line a day. */
export function Timeline({ connection }: { readonly connection: Connection }) {
  const { kind } = useSearch({ from: '/shell/connections/$id' });
  const navigate = useNavigate({ from: '/connections/$id' });
  const { query, rows } = useEvents(connection.id, kind);
  const renewals = useRenewals(connection.id);
  const narrow = (next: string | null) =>
    void navigate({ search: (before) => ({ ...before, kind: next ?? undefined }), replace: true });
  return (
    <Panel flush title="What happened">
      <div className={classes.tools}>
        <Select
          aria-label="Show only"
          placeholder="Everything"
          clearable
          data={KINDS}
          value={kind ?? null}
          onChange={narrow}
          comboboxProps={{ withinPortal: false }}
        />
      </div>
      <Loaded query={query}>
        {() => {
          const days = byDay(rows ?? [], kind ? [] : (renewals.data ?? []), query.hasNextPage);
          return days.length === 0 ? (
            <Empty title="Nothing of this kind happened" />
          ) : (
            <>
              <ol className={classes.days}>
                {days.map((day) => (
                  <li key={day.name} className={classes.day}>
                    <h3 className={classes.dayName}>{day.name}</h3>
                    <ol className={classes.events}>
                      {day.renewals && <Renewed of={day.renewals} />}
                      {day.events.map((event) => (
                        <Event key={event.id} event={event} />
                      ))}
                    </ol>
                  </li>
                ))}
              </ol>
              {query.hasNextPage && (
                <div className={classes.tools}>
                  <More query={query} shown={rows?.length ?? 0} thing="event" />
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Event({ event }: { readonly event: ConnectionEvent }) {
  const [word, tone] = words(event);
  return (
    <li className={classes.event}>
      <time className={classes.time} dateTime={event.at} title={fullText(event.at)}>
        {clockText(event.at)}
      </time>
      <Status tone={tone}>{word}</Status>
      <span>{event.text}</span>
    </li>
  );
}

function Renewed({ of }: { readonly of: Renewals }) {
  const { word, text } = renewalWords(of);
  return (
    <li className={classes.event}>
      <span className={classes.time}>day</span>
      <Status tone={of.failed === 0 ? 'good' : of.succeeded > 0 ? 'due' : 'bad'}>{word}</Status>
      <span>{text}</span>
    </li>
  );
}

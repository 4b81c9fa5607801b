import { Link } from '@tanstack/react-router';
import { Ago } from '../../components/Ago';
import { Elsewhere } from '../../components/Elsewhere';
import { Panel } from '../../components/Panel';
import { Status, type StatusTone } from '../../components/Status';
import { count, counted } from '../../lib/numbers';
import { dayText } from '../../lib/times';
import classes from './Overview.module.css';
import type { Attention, OverviewData } from './requests';

/** What needs somebody, the worst first, with one way out each. */
export function AttentionList({ told }: { readonly told: OverviewData }) {
  const { attention, connections } = told;
  const hidden = connections.attention - attention.filter((each) => each.kind === 'connection').length;
  if (attention.length === 0) {
    return (
      <Panel title="Needs attention">
        <Status tone="good">{healthy(connections)}</Status>
      </Panel>
    );
  }
  return (
    <Panel title="Needs attention" flush>
      <ul className={classes.list}>
        {attention.map((item) => (
          <Item key={`${item.kind} ${item.id} ${item.number}`} item={item} />
        ))}
      </ul>
      {hidden > 0 && (
        <p className={classes.more}>
          <Link to="/connections" search={{ show: 'attention' }}>
            {counted(hidden, 'more connection')}
          </Link>{' '}
          of {count(connections.attention)} that need attention
        </p>
      )}
    </Panel>
  );
}

function healthy({ active, total, paused }: OverviewData['connections']): string {
  const resting = paused > 0 ? ` ${count(paused)} paused.` : '';
  return active + paused === total && paused === 0
    ? `All ${counted(total, 'connection')} ${total === 1 ? 'is' : 'are'} healthy.`.replace(
        'All 1 connection',
        'The one connection',
      )
    : `${counted(active, 'connection')} healthy, none failing.${resting}`;
}

function Item({ item }: { readonly item: Attention }) {
  const { tone, word, text } = told(item);
  return (
    <li className={classes.line}>
      <div className={classes.words}>
        <b className={classes.subject}>{item.name}</b>
        <Status tone={tone}>{word}</Status>
        <p className={classes.text}>{text}</p>
      </div>
      <div className={classes.side}>
        {item.since && item.kind === 'connection' && (
          <span className={classes.when}>
            <Ago at={item.since} />
          </span>
        )}
        <Way item={item} />
      </div>
    </li>
  );
}

const STATES: Record<string, readonly [StatusTone, string]> = {
  needs_reconnect: ['bad', 'Needs reconnect'],
  misconfigured: ['bad', 'Misconfigured'],
  degraded: ['due', 'Renewal failing'],
};

function told({ kind, state, text, since, number, code }: Attention): { tone: StatusTone; word: string; text: string } {
  const day = since ? dayText(since) : '';
  switch (kind) {
    case 'connection': {
      const [tone, word] = STATES[state ?? ''] ?? ['due', 'Needs attention'];
      return { tone, word, text: text ?? '' };
    }
    case 'credentialEnded':
      return {
        tone: 'bad',
        word: 'Credential ended',
        text: `Version ${number} ended on ${day}. Tokens cannot be renewed.`,
      };
    case 'credentialEnds':
      return { tone: 'due', word: 'Credential ends soon', text: `Version ${number} ends on ${day}. Rotate it before.` };
    case 'webhook':
      return code
        ? { tone: 'bad', word: 'Webhook switched off', text: 'It said that nobody is there any more.' }
        : {
            tone: 'due',
            word: 'Webhook failing',
            text: `${counted(number ?? 0, 'delivery', 'deliveries')} not taken in a day.`,
          };
    case 'directory':
      return text
        ? { tone: 'due', word: 'Directory import failed', text }
        : { tone: 'due', word: 'Directory is old', text: `The list of practices is of ${day}. Import it again.` };
  }
}

const PLACES: Partial<Record<Attention['kind'], readonly [string, string]>> = {
  credentialEnded: ['/ehr-apps', 'Rotate'],
  credentialEnds: ['/ehr-apps', 'Rotate'],
  webhook: ['/webhooks', 'Look at deliveries'],
  directory: ['/practices', 'Import'],
};

function Way({ item }: { readonly item: Attention }) {
  if (item.kind === 'connection') {
    return (
      <Link to="/connections/$id" params={{ id: item.id }} className={classes.way}>
        {item.state === 'needs_reconnect' ? 'Reconnect' : 'Look at it'}
      </Link>
    );
  }
  const place = PLACES[item.kind];
  return place ? (
    <Elsewhere to={place[0]} className={classes.way}>
      {place[1]}
    </Elsewhere>
  ) : null;
}

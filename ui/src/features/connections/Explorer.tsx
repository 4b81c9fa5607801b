import { Autocomplete, Button, Menu, SegmentedControl } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { CodeBlock } from '../../components/Code';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { GuardedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Status } from '../../components/Status';
import { bytes, milliseconds } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import { useMay } from '../../lib/session';
import classes from './Explorer.module.css';
import {
  type Answer,
  capabilities,
  completions,
  explore,
  nextPage,
  outcomeText,
  snippets,
  statusText,
} from './explore';
import { JsonTree } from './JsonTree';
import type { Connection } from './requests';

const EXAMPLES = ['Patient?_count=5', 'Practitioner?_count=5', 'Observation?_count=5', 'metadata'];
/** More is not drawn: the browser would stand still. */
const MOST_RAW = 200_000;

/** Test calls to a practice's EHR, as the signed-in person. What comes back is shown and kept nowhere. */
export function Explorer({ connection }: { readonly connection: Connection }) {
  const { id } = connection;
  const { path: asked } = useSearch({ from: '/shell/connections/$id' });
  const navigate = useNavigate({ from: '/connections/$id' });
  const [path, setPath] = useState(asked ?? 'Patient?_count=5');
  const { may, why } = useMay('proxy:read', 'see');
  const open = path.includes('{id}') ? 'Put an id in place of {id} first.' : null;
  const barred = closedBecause(connection) ?? (may ? open : why);
  const [wanted, setWanted] = useState(false);
  const known = useQuery({
    queryKey: ['explorer', 'capabilities', id],
    enabled: wanted && barred === null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const answer = await explore(id, 'metadata', signal);
      return answer.status === 200 ? capabilities(answer.json) : new Map<string, readonly string[]>();
    },
  });
  const call = useMutation({ mutationFn: (to: string) => explore(id, to), gcTime: 0 });
  const go = (to: string) => {
    const clean = to.trim().replace(/^\/+/, '');
    setPath(clean);
    void navigate({ search: (before) => ({ ...before, path: clean }), replace: true });
    call.mutate(clean);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (barred === null) go(path);
  };
  return (
    <>
      <div className={classes.banner}>
        <Notice tone="warning" title="Real patient data">
          Each call is written into the audit with your name. Answers are shown here and kept nowhere.
        </Notice>
      </div>
      <Panel title="Test call">
        <form onSubmit={send} className={classes.form}>
          <span className={classes.method}>GET</span>
          <Autocomplete
            className={classes.path}
            aria-label="Path below the practice's base"
            value={path}
            onChange={setPath}
            onFocus={() => setWanted(true)}
            data={[...completions(path, known.data ?? new Map())].slice(0, 8)}
            filter={({ options }) => options}
            comboboxProps={{ withinPortal: false }}
            autoComplete="off"
            spellCheck={false}
            withScrollArea={false}
          />
          <GuardedButton type="submit" may={{ may: barred === null, why: barred ?? '' }} loading={call.isPending}>
            Send
          </GuardedButton>
          <Snippets url={`${window.location.origin}/fhir/${id}${path.startsWith('?') ? '' : '/'}${path}`} />
        </form>
        <p className={classes.examples}>
          Examples:{' '}
          {EXAMPLES.map((each) => (
            <Button key={each} size="compact-sm" variant="subtle" onClick={() => setPath(each)}>
              {each}
            </Button>
          ))}
        </p>
        {barred && <p className={classes.examples}>{barred}</p>}
      </Panel>
      {call.error && <Failed problem={Problem.of(call.error)} />}
      {call.data && <Shown key={call.submittedAt} answer={call.data} connection={id} onFollow={go} />}
    </>
  );
}

function closedBecause({ state, paused }: Connection): string | null {
  if (paused) return 'The connection is paused. Resume it to try it out.';
  if (state === 'revoked') return 'The connection has ended.';
  return state === 'pending' ? 'The practice has not finished connecting.' : null;
}

function Snippets({ url }: { readonly url: string }) {
  const [shown, setShown] = useState<readonly [string, string] | null>(null);
  return (
    <>
      <Menu withinPortal={false} position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconCode size={16} aria-hidden />}>
            As code
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label="As code">
          {snippets(url).map((snippet) => (
            <Menu.Item key={snippet[0]} onClick={() => setShown(snippet)}>
              {snippet[0]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {shown && (
        <div className={classes.snippet}>
          <CodeBlock text={shown[1]} what={`${shown[0]} of this call`} />
        </div>
      )}
    </>
  );
}

interface ShownProps {
  readonly answer: Answer;
  readonly connection: string;
  readonly onFollow: (path: string) => void;
}

function Shown({ answer, connection, onFollow }: ShownProps) {
  const [form, setForm] = useState(answer.json === null ? 'raw' : 'tree');
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const next = nextPage(answer.json, connection);
  const said = outcomeText(answer.json);
  return (
    <Panel
      title="Answer"
      actions={
        <>
          {next && (
            <Button size="xs" variant="default" onClick={() => onFollow(next)}>
              Next page
            </Button>
          )}
          <SegmentedControl
            size="xs"
            aria-label="Form"
            value={form}
            onChange={setForm}
            data={[
              { value: 'tree', label: 'Tree', disabled: answer.json === null },
              { value: 'raw', label: 'Raw' },
              { value: 'headers', label: 'Headers' },
            ]}
          />
        </>
      }
    >
      <p ref={heading} tabIndex={-1} className={classes.figures}>
        <Status tone={answer.status < 300 ? 'good' : answer.status < 500 ? 'due' : 'bad'}>
          {statusText(answer.status)} ({answer.status})
        </Status>
        <Times answer={answer} />
        <span>{bytes(answer.bytes)}</span>
      </p>
      {said && <p className={classes.said}>{said}</p>}
      {form === 'tree' && (
        <ul className={classes.tree}>
          <JsonTree value={answer.json} depth={0} connection={connection} onFollow={onFollow} />
        </ul>
      )}
      {form === 'raw' && <Raw text={answer.text} />}
      {form === 'headers' && (
        <CodeBlock text={answer.headers.map(([name, value]) => `${name}: ${value}`).join('\n')} what="headers" />
      )}
    </Panel>
  );
}

function Times({ answer: { ehrMs, gatewayMs, totalMs } }: { readonly answer: Answer }) {
  return ehrMs === null || gatewayMs === null ? (
    <span>{milliseconds(totalMs)}, not sent to the EHR</span>
  ) : (
    <span>
      EHR {milliseconds(ehrMs)} · gateway {milliseconds(gatewayMs)}
    </span>
  );
}

function Raw({ text }: { readonly text: string }) {
  return (
    <>
      <CodeBlock text={text.slice(0, MOST_RAW)} what="answer" />
      {text.length > MOST_RAW && <p>The rest of {bytes(text.length)} is not drawn.</p>}
    </>
  );
}

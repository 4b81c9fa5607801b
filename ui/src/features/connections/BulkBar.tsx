import { Button } from '@mantine/core';
import { useState } from 'react';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { counted } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import { clockText } from '../../lib/times';
import classes from './Connections.module.css';
import { type Act, actOn, downloadTable, useChange } from './requests';
import type { ConnectionsSearch } from './search';

interface BulkBarProps {
  readonly selected: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly search: ConnectionsSearch;
  /** No more can be selected. */
  readonly full: boolean;
  readonly onClear: () => void;
}

const DONE: Record<Act, string> = {
  refresh: 'renewed',
  pause: 'paused',
  resume: 'resumed',
  'reconnect-link': 'links copied',
};

/** One act on all that are selected; what came of it is told here, one by one where it failed. */
export function BulkBar({ selected, names, search, full, onClear }: BulkBarProps) {
  const [links, setLinks] = useState<string | null>(null);
  const act = useChange(async (wanted: Act) => {
    const { results } = await actOn(wanted, selected);
    return { wanted, results };
  });
  const table = useChange(() => downloadTable(search, selected));
  const run = async (wanted: Act) => {
    setLinks(null);
    const { results } = await act.mutateAsync(wanted);
    if (wanted === 'reconnect-link') setLinks(await copied(linkLines(results, names)));
  };
  const ask = (wanted: Act) => () => void run(wanted).catch(() => undefined);
  const refused = act.data?.results.filter((each) => !each.done) ?? [];
  const done = act.data ? act.data.results.length - refused.length : 0;
  const problem = act.error ?? table.error;
  return (
    <section className={classes.bar} aria-label="Selected connections">
      <div className={classes.acts}>
        <span className={classes.chosen}>
          {counted(selected.length, 'connection')} selected{full ? ', the most at once' : ''}
        </span>
        <PermittedButton needs="connections" size="xs" loading={act.isPending} onClick={ask('refresh')}>
          Renew now
        </PermittedButton>
        <PermittedButton
          needs="connections"
          size="xs"
          variant="default"
          disabled={act.isPending}
          onClick={ask('pause')}
        >
          Pause
        </PermittedButton>
        <PermittedButton
          needs="connections"
          size="xs"
          variant="default"
          disabled={act.isPending}
          onClick={ask('resume')}
        >
          Resume
        </PermittedButton>
        <PermittedButton
          needs="connect"
          size="xs"
          variant="default"
          disabled={act.isPending}
          onClick={ask('reconnect-link')}
        >
          Copy reconnect links
        </PermittedButton>
        <Button size="xs" variant="default" loading={table.isPending} onClick={() => table.mutate(undefined)}>
          Export CSV
        </Button>
        <Button size="xs" variant="subtle" onClick={onClear}>
          Clear selection
        </Button>
      </div>
      {problem && <Failed problem={Problem.of(problem)} />}
      {act.data && (
        <div role="status">
          <p className={classes.verdict}>
            {done} {DONE[act.data.wanted]}
            {refused.length > 0 && `, ${refused.length} not`}.{links && ` ${links}`}
          </p>
          {refused.length > 0 && (
            <ul className={classes.refused}>
              {refused.map((each) => (
                <li key={each.id}>
                  {names.get(each.id) ?? each.id}: {each.detail}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

interface Verdict {
  readonly id: string;
  readonly url: string | null;
  readonly expiresAt: string | null;
}

function linkLines(results: readonly Verdict[], names: ReadonlyMap<string, string>) {
  const made = results.filter((each) => each.url !== null);
  const until = made[0]?.expiresAt;
  return {
    text: made.map((each) => `${names.get(each.id) ?? each.id}\t${each.url}`).join('\n'),
    words: until ? `Each link works once, until ${clockText(until)}.` : '',
  };
}

async function copied({ text, words }: { text: string; words: string }): Promise<string> {
  if (!text) return '';
  try {
    await navigator.clipboard.writeText(text);
    return words;
  } catch {
    return 'The browser did not allow copying; open a connection to copy its link.';
  }
}

import { Stack } from '@mantine/core';
import { CopyText } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { SidePanel } from '../../components/SidePanel';
import { Empty } from '../../components/States';
import { fullText } from '../../lib/times';
import type { Entry } from './AuditLog';
import classes from './AuditLog.module.css';
import { actionText, detailsOf } from './words';

interface EntryPanelProps {
  /** Undefined if it is not among the rows that were read. */
  readonly entry: Entry | undefined;
  readonly seq: number;
  readonly nameOf: (entry: Entry) => string;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
}

/** One entry: who, from where, and what was before and after. */
export function EntryPanel({ entry, seq, nameOf, ...panel }: EntryPanelProps) {
  return (
    <SidePanel open title={entry ? actionText(entry.action) : `Entry ${seq}`} {...panel}>
      {entry ? (
        <EntryDetails entry={entry} who={nameOf(entry)} />
      ) : (
        <Empty title="Not among the entries shown">
          Show more entries, or take away filters, to reach entry {seq}.
        </Empty>
      )}
    </SidePanel>
  );
}

function EntryDetails({ entry, who }: { readonly entry: Entry; readonly who: string }) {
  const details = detailsOf(entry);
  const diff = details.some((each) => each.before !== null);
  return (
    <Stack>
      <Facts
        of={[
          ['When', fullText(entry.at)],
          ['Who', who],
          ['Outcome', entry.outcome === 'done' ? 'Done' : 'Refused'],
          ['From', entry.address ?? '–'],
          ['Act', <code key="act">{entry.action}</code>],
          ['To what', <CopyText key="target" text={entry.target} what="id" />],
          entry.requestId !== null && ['Request', <CopyText key="request" text={entry.requestId} what="request id" />],
          ['Entry', entry.seq],
        ]}
      />
      {details.length > 0 && (
        <table className={classes.diff}>
          <thead>
            <tr>
              <th scope="col">Detail</th>
              {diff && <th scope="col">Before</th>}
              <th scope="col">{diff ? 'After' : 'Value'}</th>
            </tr>
          </thead>
          <tbody>
            {details.map((each) => (
              <tr key={each.name}>
                <th scope="row">{each.name}</th>
                {diff && (
                  <td className={each.before === null ? undefined : classes.before}>{each.before ?? 'unchanged'}</td>
                )}
                <td className={each.before === null ? undefined : classes.after}>{each.now || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Facts of={[['Code of this entry', <CopyText key="mac" text={entry.mac} what="code of this entry" />]]} />
    </Stack>
  );
}

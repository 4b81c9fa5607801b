import { Button, Group, SegmentedControl } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Ago } from '../../components/Ago';
import { type Column, DataTable } from '../../components/DataTable';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { PermittedButton } from '../../components/Permitted';
import { Empty, Failed } from '../../components/States';
import { count, counted } from '../../lib/numbers';
import { Problem } from '../../lib/problem';
import classes from './practices.module.css';
import { applyPreview, type DirectoryPreview, dropPreview } from './requests';

type Report = DirectoryPreview['report'];
type Change = NonNullable<Report['changes']>[number];

const SHOWN = 100;
const WORDS: Record<string, string> = { added: 'Added', changed: 'Changed', moved: 'Moved', removed: 'Removed' };

interface ImportPreviewProps {
  readonly preview: DirectoryPreview;
  /** Of the EHR. */
  readonly name: string;
  readonly onAgain: () => void;
}

/** What a prepared import would change, and the decision about it. */
export function ImportPreview({ preview, name, onAgain }: ImportPreviewProps) {
  const queries = useQueryClient();
  const { report } = preview;
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['practices'] }),
      queries.invalidateQueries({ queryKey: ['directories', preview.ehr], exact: true }),
    ]);
  const apply = useMutation({ mutationFn: () => applyPreview(preview.ehr, preview.id), onSuccess: refresh });
  const drop = useMutation({
    mutationFn: () => dropPreview(preview.ehr, preview.id),
    onSuccess: async () => {
      await refresh();
      onAgain();
    },
  });
  const problem = apply.error ? Problem.of(apply.error) : drop.error ? Problem.of(drop.error) : null;
  const unchanged = report.added + report.changed + report.removed === 0;

  if (apply.isSuccess) return <Applied name={name} practices={apply.data.practices} />;
  return (
    <div className={classes.steps}>
      {preview.stale && (
        <Notice tone="warning" title="Another import was applied meanwhile">
          <p className={classes.quiet}>This one can no longer count. Make a new preview.</p>
          <Button size="xs" variant="default" mt={8} onClick={onAgain}>
            Make a new preview
          </Button>
        </Notice>
      )}
      <Panel
        title={unchanged ? 'The list says what is known already' : 'What would change'}
        lead={
          <>
            Read <Ago at={preview.madeAt} /> from {preview.source ?? 'a file'}. Waits for you until{' '}
            <Ago at={preview.expiresAt} />.
          </>
        }
      >
        <dl className={classes.numbers}>
          {(['added', 'changed', 'moved', 'removed'] as const).map((kind) => (
            <div key={kind} className={classes.number}>
              <dt>{kind === 'moved' ? 'Addresses moved' : WORDS[kind]}</dt>
              <dd>{count(report[kind])}</dd>
            </div>
          ))}
          <div className={classes.number}>
            <dt>Left out</dt>
            <dd>{count(report.rejectedTotal)}</dd>
          </div>
        </dl>
        {report.removedInUse.length > 0 && <InUse report={report} />}
        {report.warnings
          .filter((warning) => !warning.includes('live connections'))
          .map((warning) => (
            <Notice key={warning} tone="warning">
              {warning}
            </Notice>
          ))}
        {problem && <Failed problem={problem} />}
        <Group mt="md">
          <PermittedButton
            needs="directory"
            loading={apply.isPending}
            disabled={preview.stale}
            onClick={() => apply.mutate()}
          >
            {unchanged
              ? 'Note it as read'
              : `Apply ${counted(report.added + report.changed + report.removed, 'change')}`}
          </PermittedButton>
          <PermittedButton needs="directory" variant="default" loading={drop.isPending} onClick={() => drop.mutate()}>
            Drop it
          </PermittedButton>
        </Group>
      </Panel>
      {(report.changes?.length ?? 0) > 0 && <Changes changes={report.changes ?? []} report={report} />}
      {report.rejected.length > 0 && <Rejected report={report} />}
    </div>
  );
}

function Applied({ name, practices }: { readonly name: string; readonly practices: number }) {
  return (
    <Panel>
      <Empty
        title={`The ${name} list counts now`}
        action={
          <Button
            renderRoot={(props: object) => (
              <Link
                {...props}
                to="/practices"
                search={({ tenant }: { tenant?: string }) => (tenant ? { tenant } : {})}
              />
            )}
          >
            Go to the practices
          </Button>
        }
      >
        {counted(practices, 'practice')} can be found and connected. If it was a mistake, undo the import on the page of
        practices.
      </Empty>
    </Panel>
  );
}

function InUse({ report }: { readonly report: Report }) {
  const shown = report.removedInUse.slice(0, 20);
  const more = report.removedInUse.length - shown.length;
  const are = report.removedInUse.length === 1 ? 'practice has' : 'practices have';
  return (
    <Notice tone="warning" title={`${count(report.removedInUse.length)} removed ${are} live connections`}>
      <p className={classes.quiet}>These connections go on. The practices can no longer be chosen for new ones.</p>
      <ul className={classes.list}>
        {shown.map((each) => (
          <li key={each.practiceId}>
            {each.practice}: {counted(each.connections, 'connection')}
          </li>
        ))}
        {more > 0 && <li>and {count(more)} more</li>}
      </ul>
    </Notice>
  );
}

function Changes({ changes, report }: { readonly changes: readonly Change[]; readonly report: Report }) {
  const [kind, setKind] = useState('all');
  const kinds = ['added', 'changed', 'moved', 'removed'].filter((each) =>
    changes.some(({ change }) => change === each),
  );
  const fitting = changes.filter(({ change }) => kind === 'all' || change === kind);
  const rows = fitting.slice(0, SHOWN).map((change, index) => ({ ...change, at: index }));
  const total =
    kind === 'all'
      ? report.added + report.changed + report.moved + report.removed
      : (report[kind as 'added' | 'changed' | 'moved' | 'removed'] ?? 0);
  const columns: Column<Change & { at: number }>[] = [
    { key: 'change', header: 'Change', width: '110px', cell: (row) => WORDS[row.change] ?? row.change },
    { key: 'practice', header: 'Practice', cell: (row) => row.practice },
    { key: 'from', header: 'Was', cell: (row) => (row.change === 'added' ? '–' : (row.from ?? '–')) },
    { key: 'to', header: 'Becomes', cell: (row) => (row.change === 'removed' ? '–' : (row.to ?? '–')) },
  ];
  return (
    <Panel
      title="Changes one by one"
      flush
      actions={
        kinds.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Kind of change"
            value={kind}
            onChange={setKind}
            data={[
              { value: 'all', label: 'All' },
              ...kinds.map((each) => ({ value: each, label: WORDS[each] ?? each })),
            ]}
          />
        )
      }
    >
      <DataTable
        label="Changes"
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.at)}
        foot={
          total > rows.length && (
            <span>
              The first {count(rows.length)} of {count(total)}
            </span>
          )
        }
      />
    </Panel>
  );
}

function Rejected({ report }: { readonly report: Report }) {
  const rows = report.rejected.slice(0, SHOWN).map((each, index) => ({ ...each, at: index }));
  return (
    <Panel title="Left out" lead="These entries cannot be used. The rest of the list is not touched by it." flush>
      <DataTable
        label="Entries left out"
        columns={[
          { key: 'entry', header: 'Entry', cell: (row) => row.entry },
          { key: 'reason', header: 'Reason', cell: (row) => row.reason },
        ]}
        rows={rows}
        keyOf={(row) => String(row.at)}
        foot={
          report.rejectedTotal > rows.length && (
            <span>
              The first {count(rows.length)} of {count(report.rejectedTotal)}
            </span>
          )
        }
      />
    </Panel>
  );
}

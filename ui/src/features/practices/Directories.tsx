import { Select } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Ago } from '../../components/Ago';
import { type Column, DataTable } from '../../components/DataTable';
import { PermittedButton } from '../../components/Permitted';
import { SkeletonRows } from '../../components/States';
import { Status } from '../../components/Status';
import { count } from '../../lib/numbers';
import classes from './practices.module.css';
import { type DirectoryStatus, type Ehr, statusQuery } from './requests';
import { Schedule } from './Schedule';
import { Undo } from './Undo';

interface Row {
  readonly ehr: Ehr;
  readonly status: DirectoryStatus;
}

/** Each EHR's published list: how many practices, how old, and when it is read next. */
export function Directories({ ehrs }: { readonly ehrs: readonly Ehr[] }) {
  const navigate = useNavigate();
  const [planning, setPlanning] = useState<Row | null>(null);
  const [undoing, setUndoing] = useState<Row | null>(null);
  const listed = ehrs.filter((ehr) => ehr.directoryKind !== 'manual');
  const statuses = useQueries({ queries: listed.map((ehr) => statusQuery(ehr.ehr)) });
  const rows = listed.flatMap((ehr, index) => {
    const status = statuses[index]?.data;
    return status ? [{ ehr, status }] : [];
  });
  const used = rows.filter(
    ({ status }) => status.version !== null || status.failure !== null || status.preview !== null,
  );
  const unused = rows.filter((row) => !used.includes(row));
  if (rows.length === 0) return <SkeletonRows rows={2} />;

  const open = (row: Row) =>
    void navigate({
      to: '/practices/import',
      search: (before) => ({
        ...before,
        ehr: row.ehr.ehr,
        ...(row.status.preview && { preview: row.status.preview }),
      }),
    });
  const columns: Column<Row>[] = [
    {
      key: 'ehr',
      header: 'EHR',
      cell: ({ ehr, status }) => (
        <>
          <strong>{ehr.name}</strong>
          <p className={classes.quiet}>{status.version === null ? 'Not imported yet' : `Version ${status.version}`}</p>
        </>
      ),
    },
    { key: 'count', header: 'Practices', align: 'right', cell: ({ status }) => count(status.practices) },
    { key: 'last', header: 'Last change', cell: ({ status }) => <Last status={status} /> },
    { key: 'state', header: 'Schedule', cell: ({ status }) => <Next status={status} /> },
    {
      key: 'act',
      header: 'Actions',
      cell: (row) => (
        <span className={classes.buttons}>
          <PermittedButton
            needs="directory"
            size="xs"
            variant="default"
            aria-label={`${row.status.preview ? 'Look at the prepared import' : 'Import'}: ${row.ehr.name}`}
            onClick={() => open(row)}
          >
            {row.status.preview ? 'Look at the prepared import' : 'Import'}
          </PermittedButton>
          <PermittedButton needs="directory" size="xs" variant="subtle" onClick={() => setPlanning(row)}>
            Schedule
          </PermittedButton>
          {row.status.canUndo && (
            <PermittedButton needs="directory" size="xs" variant="subtle" onClick={() => setUndoing(row)}>
              Undo last import
            </PermittedButton>
          )}
        </span>
      ),
    },
  ];
  return (
    <>
      {used.length > 0 && (
        <DataTable label="Published lists" columns={columns} rows={used} keyOf={(row) => row.ehr.ehr} />
      )}
      {unused.length > 0 && (
        <div className={classes.other}>
          <Select
            label={used.length > 0 ? 'Import the list of another EHR' : 'Import the list of an EHR'}
            placeholder="Choose an EHR"
            searchable
            data={unused.map(({ ehr }) => ({ value: ehr.ehr, label: ehr.name }))}
            value={null}
            onChange={(value) => {
              const row = unused.find(({ ehr }) => ehr.ehr === value);
              if (row) open(row);
            }}
            comboboxProps={{ withinPortal: false }}
          />
        </div>
      )}
      {planning && <Schedule ehr={planning.ehr} status={planning.status} onClose={() => setPlanning(null)} />}
      {undoing && <Undo ehr={undoing.ehr} status={undoing.status} onClose={() => setUndoing(null)} />}
    </>
  );
}

const WHO: Record<string, string> = { key: 'by an API key', operator: 'by a person', system: 'by schedule' };

function Last({ status }: { readonly status: DirectoryStatus }) {
  const last = status.lastImport;
  if (!last) return <span>–</span>;
  return (
    <>
      <Ago at={last.at} />
      <p className={classes.quiet}>
        {last.undo
          ? 'The import before was undone'
          : `${count(last.added)} added, ${count(last.changed)} changed, ${count(last.removed)} removed`}
        {last.by && `, ${WHO[last.by] ?? ''}`}
      </p>
    </>
  );
}

function Next({ status }: { readonly status: DirectoryStatus }) {
  const { schedule } = status;
  if (status.failure) {
    return (
      <>
        <Status tone="bad">Reading failed</Status>
        <p className={classes.quiet}>{status.failure}</p>
      </>
    );
  }
  if (schedule.paused) return <Status tone="paused">Paused</Status>;
  if (!schedule.nextAt) return <Status tone="none">Not read by itself</Status>;
  return (
    <Status tone="good">
      Every {schedule.everyHours} h, next <Ago at={schedule.nextAt} />
    </Status>
  );
}

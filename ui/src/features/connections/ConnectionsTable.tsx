import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Ago } from '../../components/Ago';
import { Status } from '../../components/Status';
import { useNow } from '../../lib/now';
import { count } from '../../lib/numbers';
import { useShortcuts } from '../../lib/shortcuts';
import classes from './ConnectionsTable.module.css';
import { health } from './health';
import { type Connection, useActivity } from './requests';
import { Spark } from './Spark';

/** Columns that may be left out, in their order. */
export const COLUMNS = [
  ['app', 'EHR app'],
  ['renewed', 'Last renewal'],
  ['next', 'Next renewal'],
  ['calls', 'Calls, 24 h'],
  ['errors', 'Errors'],
  ['created', 'Connected'],
] as const;
type ColumnKey = (typeof COLUMNS)[number][0];

/** Left out until somebody wants them. */
export const USUALLY_HIDDEN: readonly string[] = ['app', 'created'];

/** As many connections are asked about in one request. */
const BATCH = 100;
const NONE: readonly string[] = [];

function inBlocks(rows: readonly Connection[]): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  rows.forEach((row, index) => {
    if (index % BATCH === 0) blocks.push([]);
    blocks.at(-1)?.push(row.id);
  });
  return blocks;
}

interface TableProps {
  readonly rows: readonly Connection[];
  /** How many there are, loaded or not. */
  readonly total: number | undefined;
  readonly hidden: readonly string[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (id: string, on: boolean) => void;
  readonly onOpen: (id: string) => void;
  /** Called when the end comes near. */
  readonly onEnd: () => void;
}

/** Draws the rows in and near the window only. `j` and `k` walk, `x` selects, `Enter` opens. */
export function ConnectionsTable({ rows, total, hidden, selected, onSelect, onOpen, onEnd }: TableProps) {
  const frame = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  const [at, setAt] = useState(-1);
  const blocks = useMemo(() => inBlocks(rows), [rows]);
  // What stands above comes and goes, and changes the page's height; then the layout is known and costs nothing to read.
  // `offsetTop` would count from the table.
  useLayoutEffect(() => {
    const look = () => {
      const top = frame.current?.getBoundingClientRect().top;
      if (top !== undefined) setMargin(Math.round(top + window.scrollY));
    };
    look();
    const height = new ResizeObserver(look);
    height.observe(document.body);
    return () => height.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 62,
    overscan: 8,
    scrollMargin: margin,
    // below the bar at the top, above that of selected rows
    scrollPaddingStart: 72,
    scrollPaddingEnd: 96,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onEnd();
  }, [last, rows.length, onEnd]);

  const walk = (step: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, at + step));
    setAt(next);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  useEffect(() => {
    if (at < 0) return;
    const row = frame.current?.querySelector<HTMLElement>(`[data-index="${at}"] a`);
    row?.focus({ preventScroll: true });
  }, [at]);
  const current = rows[at];
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    x: () => current && onSelect(current.id, !selected.has(current.id)),
    Enter: () => current && onOpen(current.id),
  });
  const columns = COLUMNS.filter(([key]) => !hidden.includes(key)).map(([key]) => key);
  const before = drawn[0] ? drawn[0].start - margin : 0;
  const after = virtual.getTotalSize() - ((drawn.at(-1)?.end ?? margin) - margin);
  return (
    <table className={classes.table} aria-label="Connections" aria-rowcount={(total ?? rows.length) + 1}>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" className={classes.tick}>
            <span className={classes.hidden}>Selected</span>
          </th>
          <th scope="col">Practice</th>
          <th scope="col">Health</th>
          {COLUMNS.filter(([key]) => columns.includes(key)).map(([key, name]) => (
            <th key={key} scope="col" data-column={key}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={frame}>
        <Gap height={before} />
        {drawn.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <tr key={row.id} data-index={item.index} ref={virtual.measureElement} aria-rowindex={item.index + 2}>
                <Cells
                  row={row}
                  columns={columns.join(' ')}
                  selected={selected.has(row.id)}
                  onSelect={onSelect}
                  ids={blocks[Math.floor(item.index / BATCH)] ?? NONE}
                />
              </tr>
            )
          );
        })}
        <Gap height={after} />
      </tbody>
    </table>
  );
}

function Gap({ height }: { readonly height: number }) {
  const style: CSSProperties = { height: Math.max(0, height) };
  return height > 0 ? (
    <tr aria-hidden className={classes.gap}>
      <td style={style} />
    </tr>
  ) : null;
}

interface CellsProps {
  readonly row: Connection;
  readonly columns: string;
  readonly selected: boolean;
  readonly onSelect: (id: string, on: boolean) => void;
  /** Of the connections that are asked about together with this one. */
  readonly ids: readonly string[];
}

const Cells = memo(function Cells({ row, columns, selected, onSelect, ids }: CellsProps) {
  const now = useNow(15);
  const { tone, word, sentence } = health(row, now);
  const shows = (key: ColumnKey) => columns.split(' ').includes(key);
  const activity = useActivity(shows('calls') || shows('errors') ? ids : NONE).data?.get(row.id);
  const errors = activity?.errors.reduce((sum, each) => sum + each, 0) ?? 0;
  return (
    <>
      <td className={classes.tick}>
        <Checkbox
          size="xs"
          aria-label={`Select ${row.practice.name}`}
          checked={selected}
          onChange={(event) => onSelect(row.id, event.currentTarget.checked)}
        />
      </td>
      <td data-first>
        <Link to="/connections/$id" params={{ id: row.id }} className={classes.name}>
          {row.practice.name}
        </Link>
        <span className={classes.small}>
          {row.endpoint.kind === 'patient' ? 'Patient' : row.grantType === 'client_credentials' ? 'System' : 'Provider'}{' '}
          · {row.application.ehr}
        </span>
      </td>
      <td data-label="Health">
        <Status tone={tone}>{word}</Status>
        {tone !== 'good' && <span className={classes.cause}>{row.paused ? row.paused.reason : row.cause.text}</span>}
        {tone === 'good' && <span className={classes.hidden}>{sentence}</span>}
      </td>
      {shows('app') && <td data-label="EHR app">{row.application.name}</td>}
      {shows('renewed') && (
        <td data-label="Last renewal">
          <Ago at={row.grant?.refreshedAt ?? row.connectedAt} />
        </td>
      )}
      {shows('next') && (
        <td data-label="Next renewal">
          <Ago at={row.grant?.nextRefreshAt} none={row.paused ? 'paused' : 'when used'} />
        </td>
      )}
      {shows('calls') && (
        <td data-label="Calls, 24 h">{activity && <Spark calls={activity.calls} errors={activity.errors} />}</td>
      )}
      {shows('errors') && (
        <td data-label="Errors" className={classes.number}>
          {activity ? count(errors) : ''}
        </td>
      )}
      {shows('created') && (
        <td data-label="Connected">
          <Ago at={row.createdAt} />
        </td>
      )}
    </>
  );
});

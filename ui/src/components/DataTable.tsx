import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useShortcuts } from '../lib/shortcuts';
import classes from './DataTable.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Can be sorted by: the server does it. */
  readonly sortable?: boolean;
  readonly align?: 'right';
  /** CSS width. */
  readonly width?: string;
}

export interface Sort {
  readonly by: string;
  readonly direction: 'asc' | 'desc';
}

interface DataTableProps<Row> {
  /** What screen readers call it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What a row is called when it is opened; the first column's text is a button then. */
  readonly onOpen?: (row: Row) => void;
  readonly openKey?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  /** Below the last row: more to load, or the count. */
  readonly foot?: ReactNode;
}

/**
 * A list that the server sorts, filters and pages. `j` and `k` walk the rows, `Enter` opens one. Below 700 px each row is a
 * small card with the columns' names in it.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, onOpen, openKey, sort, onSort, foot } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState(-1);
  const walk = (step: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, at + step));
    setAt(next);
  };
  useEffect(() => {
    const row = body.current?.children[at];
    // A finger or the mouse is there already: moving the row away from under it would lose the click.
    if (row?.contains(document.activeElement)) return;
    const target = row?.querySelector<HTMLElement>('[data-open]') ?? (row as HTMLElement | undefined);
    target?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  useShortcuts({ j: () => walk(1), k: () => walk(-1) });

  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => {
            const key = keyOf(row);
            return (
              <tr key={key} tabIndex={-1} data-open-row={key === openKey || undefined} onFocus={() => setAt(index)}>
                {columns.map((column, place) => (
                  <td
                    key={column.key}
                    data-label={column.header}
                    data-align={column.align}
                    data-first={place === 0 || undefined}
                  >
                    {place === 0 && onOpen ? (
                      <UnstyledButton className={classes.open} data-open onClick={() => onOpen(row)}>
                        {column.cell(row)}
                      </UnstyledButton>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {foot && <div className={classes.foot}>{foot}</div>}
    </div>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const own = sort?.by === column.key ? sort.direction : undefined;
  const Icon = own === 'desc' ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      data-align={column.align}
      style={column.width ? { width: column.width } : undefined}
      aria-sort={own ? (own === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {column.sortable && onSort ? (
        <UnstyledButton
          className={classes.sort}
          onClick={() => onSort({ by: column.key, direction: own === 'asc' ? 'desc' : 'asc' })}
        >
          {column.header}
          {own && <Icon size={13} aria-hidden />}
        </UnstyledButton>
      ) : (
        column.header
      )}
    </th>
  );
}

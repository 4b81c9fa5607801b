import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { csvLine, save } from '../lib/download';
import { Panel } from './Panel';
import classes from './Plot.module.css';

interface PlotFrameProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** The first names the rows. */
  readonly columns: readonly string[];
  /** For the file. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** For the table, as people read it; the same rows. */
  readonly said: readonly (readonly string[])[];
  /** The picture. */
  readonly children: ReactNode;
}

/** What holds a picture of numbers: shows the numbers as a table too, and gives them as a file. */
export function PlotFrame({ title, lead, columns, rows, said, children }: PlotFrameProps) {
  const [table, setTable] = useState(false);
  const download = () => {
    const name = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.csv`;
    save(name, new Blob([csvLine(columns), ...rows.map(csvLine)], { type: 'text/csv' }));
  };
  return (
    <Panel
      title={title}
      lead={lead}
      actions={
        <Group gap={6}>
          <Button
            size="compact-sm"
            variant="default"
            aria-pressed={table}
            aria-label={`${title}: ${table ? 'Picture' : 'Table'}`}
            onClick={() => setTable(!table)}
          >
            {table ? 'Picture' : 'Table'}
          </Button>
          <Button size="compact-sm" variant="default" onClick={download} aria-label={`${title}: CSV`}>
            CSV
          </Button>
        </Group>
      }
    >
      {table ? <PlotTable title={title} columns={columns} said={said} /> : children}
    </Panel>
  );
}

function PlotTable({ title, columns, said }: Pick<PlotFrameProps, 'title' | 'columns' | 'said'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className={classes.tableFrame} tabIndex={0} aria-label={`${title}, as a table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {said.map(([name, ...cells], row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own that could not come twice
            <tr key={row}>
              <th scope="row">{name}</th>
              {cells.map((cell, place) => (
                <td key={columns[place + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import classes from './Metrics.module.css';

export interface BarRow {
  readonly key: string;
  readonly name: string;
  readonly note?: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly said: string;
  readonly tone?: 'good' | 'warn' | 'bad';
}

interface BarListProps {
  readonly rows: readonly BarRow[];
  /** Names and notes are long: half of the room is theirs. */
  readonly long?: boolean;
}

/** One bar below the other, each with its name and its number in words. */
export function BarList({ rows, long }: BarListProps) {
  return (
    <ul className={classes.list} data-long={long}>
      {rows.map((row) => (
        <li key={row.key} className={classes.item}>
          <span className={classes.itemName}>
            {row.name}
            {row.note && <span className={classes.note}>{row.note}</span>}
          </span>
          <span className={classes.itemTrack} aria-hidden>
            <span
              className={classes.itemBar}
              data-tone={row.tone ?? 'good'}
              style={{ width: `${Math.min(1, row.share) * 100}%` }}
            />
          </span>
          <span className={classes.itemSaid}>{row.said}</span>
        </li>
      ))}
    </ul>
  );
}

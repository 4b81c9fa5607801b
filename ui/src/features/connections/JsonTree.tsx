import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import classes from './Explorer.module.css';
import { pathOf } from './explore';

interface TreeProps {
  readonly name?: string;
  readonly value: unknown;
  readonly depth: number;
  readonly connection: string;
  readonly onFollow: (path: string) => void;
}

/** Long lists are drawn a part at a time. */
const PART = 30;

/** JSON to fold and unfold. References that lead through this connection can be followed. */
export function JsonTree({ name, value, depth, connection, onFollow }: TreeProps) {
  const entries =
    typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? value.map((each, index) => [String(index), each] as const)
        : Object.entries(value)
      : null;
  const [open, setOpen] = useState(depth < 2);
  const [shown, setShown] = useState(PART);
  if (!entries) {
    return (
      <li className={classes.leaf}>
        {name !== undefined && <span className={classes.key}>{name}: </span>}
        <Leaf name={name} value={value} connection={connection} onFollow={onFollow} />
      </li>
    );
  }
  const list = Array.isArray(value);
  const hint = list ? `[${entries.length}]` : typeHint(value);
  return (
    <li>
      <UnstyledButton className={classes.branch} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-hidden>{open ? '▾' : '▸'}</span> {name !== undefined && <span className={classes.key}>{name}</span>}{' '}
        <span className={classes.hint}>{hint}</span>
      </UnstyledButton>
      {open && (
        <ul className={classes.tree}>
          {entries.slice(0, shown).map(([key, each]) => (
            <JsonTree key={key} name={key} value={each} depth={depth + 1} connection={connection} onFollow={onFollow} />
          ))}
          {entries.length > shown && (
            <li>
              <UnstyledButton className={classes.branch} onClick={() => setShown(shown + PART)}>
                {entries.length - shown} more
              </UnstyledButton>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function typeHint(value: unknown): string {
  const { resourceType } = value as { resourceType?: unknown };
  return typeof resourceType === 'string' ? resourceType : '{ }';
}

type LeafProps = Pick<TreeProps, 'name' | 'value' | 'connection' | 'onFollow'>;

function Leaf({ name, value, connection, onFollow }: LeafProps) {
  if (typeof value !== 'string') return <span className={classes.literal}>{String(value)}</span>;
  const path = name === 'reference' || name === 'url' || name === 'fullUrl' ? pathOf(value, connection) : null;
  return path === null ? (
    <span className={classes.text}>{value}</span>
  ) : (
    <UnstyledButton className={classes.follow} onClick={() => onFollow(path)}>
      {value}
    </UnstyledButton>
  );
}

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { count, milliseconds } from '../../lib/numbers';
import classes from './Overview.module.css';
import { type OverviewData, useLastDay } from './requests';

/** Four numbers that tell most. */
export function Figures({ connections }: { readonly connections: OverviewData['connections'] }) {
  const totals = useLastDay().data?.totals;
  const errors = totals ? totals.ehrErrors + totals.gatewayErrors : 0;
  const share = totals && totals.calls > 0 ? (100 * errors) / totals.calls : 0;
  return (
    <ul className={classes.figures} aria-label="Figures">
      <Figure name="Healthy connections" note={`of ${count(connections.total)}`}>
        <Link to="/connections" search={{ show: 'active' }}>
          {count(connections.active)}
        </Link>
      </Figure>
      <Figure name="Need attention" note={connections.paused ? `${count(connections.paused)} paused` : 'now'}>
        <Link to="/connections" search={{ show: 'attention' }}>
          {count(connections.attention)}
        </Link>
      </Figure>
      <Figure name="Calls" note="in 24 hours">
        {totals ? count(totals.calls) : '–'}
      </Figure>
      <Figure
        name="Errors"
        note={totals?.waitedMs ? `EHR p95 ${milliseconds(totals.waitedMs.p95)}` : 'of all calls in 24 hours'}
      >
        {totals ? `${share < 10 ? share.toFixed(1) : Math.round(share)} %` : '–'}
      </Figure>
    </ul>
  );
}

interface FigureProps {
  readonly name: string;
  readonly note: string;
  readonly children: ReactNode;
}

function Figure({ name, note, children }: FigureProps) {
  return (
    <li className={classes.figure}>
      <span className={classes.figureName}>{name}</span>
      <span className={classes.value}>{children}</span>
      <span className={classes.note}>{note}</span>
    </li>
  );
}

import { counted } from '../../lib/numbers';
import classes from './Spark.module.css';

interface SparkProps {
  /** By the hour, oldest first. */
  readonly calls: readonly number[];
  readonly errors: readonly number[];
}

const WIDTH = 96;
const HEIGHT = 24;

/** The last day at a glance; its numbers are its name. */
export function Spark({ calls, errors }: SparkProps) {
  const total = calls.reduce((sum, each) => sum + each, 0);
  const failed = errors.reduce((sum, each) => sum + each, 0);
  if (total === 0) return <span className={classes.none}>none</span>;
  const most = Math.max(...calls, 1);
  const step = WIDTH / Math.max(1, calls.length - 1);
  const points = calls.map((value, hour) => {
    const y = HEIGHT - 2 - (value / most) * (HEIGHT - 4);
    return `${(hour * step).toFixed(1)},${y.toFixed(1)}`;
  });
  const words = `${counted(total, 'call')} in 24 hours${failed ? `, ${counted(failed, 'error')}` : ''}`;
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
      <path d={`M0,${HEIGHT} L${points.join(' L')} L${WIDTH},${HEIGHT} Z`} className={classes.area} />
      <path d={`M${points.join(' L')}`} className={classes.line} />
    </svg>
  );
}

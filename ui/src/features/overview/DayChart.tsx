import { Loaded } from '../../components/States';
import { count, counted } from '../../lib/numbers';
import { clockText } from '../../lib/times';
import classes from './Overview.module.css';
import { useLastDay } from './requests';

const WIDTH = 480;
const HEIGHT = 120;
const GAP = 3;

/** A bar for each hour: answered, and what went wrong on top. The same as a table for whoever cannot see it. */
export function DayChart() {
  const day = useLastDay();
  return (
    <Loaded query={day}>
      {({ series, totals }) => {
        if (totals.calls === 0) return <p className={classes.quiet}>No calls in the last 24 hours.</p>;
        const most = Math.max(...series.map((hour) => hour.calls), 1);
        const step = WIDTH / series.length;
        const high = (value: number) => (value / most) * HEIGHT;
        const errors = totals.ehrErrors + totals.gatewayErrors;
        return (
          <figure className={classes.chart}>
            <svg
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={`${counted(totals.calls, 'call')}, ${counted(errors, 'error')}; the most in an hour ${count(most)}`}
            >
              {series.map((hour, index) => {
                const bad = hour.ehrErrors + hour.gatewayErrors;
                const good = hour.calls - bad;
                return (
                  <g key={hour.at}>
                    <rect
                      className={classes.good}
                      x={index * step}
                      width={step - GAP}
                      y={HEIGHT - high(good)}
                      height={high(good)}
                    />
                    <rect
                      className={classes.bad}
                      x={index * step}
                      width={step - GAP}
                      y={HEIGHT - high(good) - high(bad)}
                      height={high(bad)}
                    />
                  </g>
                );
              })}
            </svg>
            <figcaption className={classes.axis}>
              <span>{clockText(series[0]?.at ?? 0)}</span>
              <span className={classes.legend}>
                <i className={classes.keyGood} /> answered <i className={classes.keyBad} /> errors
              </span>
              <span>now</span>
            </figcaption>
          </figure>
        );
      }}
    </Loaded>
  );
}

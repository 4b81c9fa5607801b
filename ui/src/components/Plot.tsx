import { type PointerEvent, type ReactNode, useState } from 'react';
import classes from './Plot.module.css';
import { PlotFrame } from './PlotFrame';

export type PlotTone = 'good' | 'bad' | 'warn' | 'quiet' | 'first' | 'second' | 'third' | 'none';

export interface Series {
  readonly name: string;
  readonly tone: PlotTone;
  /** One for each time; null where there was nothing to measure. */
  readonly values: readonly (number | null)[];
}

/** A time that is marked in the picture. */
export interface Band {
  readonly from: string;
  readonly to: string;
  /** Two or three words, for the steps it touches. */
  readonly word: string;
  /** What was, and from when to when. */
  readonly said: string;
}

interface PlotProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** The beginning of each step, ISO 8601. */
  readonly at: readonly string[];
  readonly series: readonly Series[];
  readonly kind: 'bars' | 'lines';
  /** How a value is said. */
  readonly say: (value: number) => string;
  readonly sayTime: (at: string) => string;
  /** Two places between which somebody dragged, the second included. */
  readonly onZoom?: ((from: number, to: number) => void) | undefined;
  readonly height?: number;
  /** What the steps are; times if not given. */
  readonly what?: string;
  /** A few letters below each step, where steps are no times. */
  readonly ticks?: readonly string[];
  readonly bands?: readonly Band[];
}

const WIDE = 1000;
const HIGH = 100;

/** Values over time, as a picture, as a table and as a file. What the pointer is over is said in words above the picture. */
export function Plot(props: PlotProps) {
  const { title, lead, at, series, say, sayTime, what = 'Time', bands = [] } = props;
  const [over, setOver] = useState<number | null>(null);
  const empty = series.every((each) => each.values.every((value) => !value));
  const names = series.map((each) => each.name);
  const marked = at.map((_, place) => bandAt(at, place, bands)?.word ?? '');
  const more = bands.length > 0;
  return (
    <PlotFrame
      title={title}
      lead={lead}
      columns={more ? [what, ...names, 'Note'] : [what, ...names]}
      rows={at.map((time, i) => [
        time,
        ...series.map((each) => each.values[i] ?? null),
        ...(more ? [marked[i] ?? ''] : []),
      ])}
      said={at.map((time, i) => [
        sayTime(time),
        ...series.map((each) => sayOne(each, i, say)),
        ...(more ? [marked[i] ?? ''] : []),
      ])}
    >
      <figure className={classes.figure} aria-label={summary(props)}>
        <div className={classes.legend}>
          {series.map((each) => (
            <span key={each.name} className={classes.name}>
              <span className={classes.swatch} data-tone={each.tone} aria-hidden />
              {each.name}
              {over !== null && <b>{sayOne(each, over, say)}</b>}
            </span>
          ))}
          <span className={classes.when}>
            {over !== null && at[over] ? [sayTime(at[over]), marked[over]].filter(Boolean).join(' · ') : ''}
          </span>
        </div>
        <div className={classes.drawn}>
          <Picture {...props} over={over} onOver={setOver} />
          {empty && <p className={classes.nothing}>Nothing in this time</p>}
        </div>
        {more && <Bands bands={bands} />}
      </figure>
    </PlotFrame>
  );
}

const MOST_NAMED = 3;

function Bands({ bands }: { readonly bands: readonly Band[] }) {
  return (
    <p className={classes.bands}>
      <span className={classes.swatch} data-band aria-hidden />
      {bands
        .slice(0, MOST_NAMED)
        .map((each) => each.said)
        .join('; ')}
      {bands.length > MOST_NAMED && `; and ${bands.length - MOST_NAMED} more`}
    </p>
  );
}

/** How long a step is, in milliseconds; 0 if there is only one. */
const stepOf = (at: readonly string[]) => (at[0] && at[1] ? Date.parse(at[1]) - Date.parse(at[0]) : 0);

function bandAt(at: readonly string[], place: number, bands: readonly Band[]): Band | undefined {
  const begin = Date.parse(at[place] ?? '');
  return bands.find((each) => Date.parse(each.from) < begin + stepOf(at) && Date.parse(each.to) > begin);
}

const sayOne = (series: Series, at: number, say: (value: number) => string) => {
  const value = series.values[at];
  return value === null || value === undefined ? '–' : say(value);
};

function summary({ title, series, say }: PlotProps): string {
  const parts = series.map((each) => {
    const known = each.values.filter((value): value is number => value !== null);
    return known.length === 0 ? `${each.name}: nothing` : `${each.name}: up to ${say(Math.max(...known))}`;
  });
  return `${title}. ${parts.join('; ')}.`;
}

interface PictureProps extends PlotProps {
  readonly over: number | null;
  readonly onOver: (place: number | null) => void;
}

function Picture({
  at,
  series,
  kind,
  say,
  sayTime,
  onZoom,
  height = 150,
  ticks,
  bands = [],
  over,
  onOver,
}: PictureProps) {
  const [from, setFrom] = useState<number | null>(null);
  const top = highest(series, kind);
  const placeOf = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * at.length);
    return Math.min(at.length - 1, Math.max(0, place));
  };
  const step = WIDE / Math.max(1, at.length);
  const end = () => {
    if (from !== null && over !== null && from !== over) onZoom?.(Math.min(from, over), Math.max(from, over));
    setFrom(null);
  };
  return (
    <div className={classes.plot}>
      <div className={classes.scale} aria-hidden>
        <span>{say(top)}</span>
        <span>{say(top / 2) === say(top) ? '' : say(top / 2)}</span>
        <span>{say(0)}</span>
      </div>
      <div>
        <svg
          className={classes.svg}
          style={{ height }}
          viewBox={`0 0 ${WIDE} ${HIGH}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          data-zoom={onZoom ? true : undefined}
          onPointerMove={(event) => onOver(placeOf(event))}
          onPointerLeave={() => {
            onOver(null);
            setFrom(null);
          }}
          onPointerDown={(event) => onZoom && setFrom(placeOf(event))}
          onPointerUp={end}
        >
          <line x1={0} x2={WIDE} y1={HIGH / 2} y2={HIGH / 2} className={classes.grid} />
          {over !== null && (
            <rect
              className={classes.over}
              x={Math.min(over, from ?? over) * step}
              width={(Math.abs(over - (from ?? over)) + 1) * step}
              y={0}
              height={HIGH}
            />
          )}
          {bands.map((each) => (
            <BandArea key={each.from} band={each} at={at} step={step} />
          ))}
          {kind === 'bars' ? <Bars series={series} top={top} step={step} /> : <Lines series={series} top={top} />}
        </svg>
        {ticks ? (
          <div className={classes.ticks} aria-hidden>
            {ticks.map((each) => (
              <span key={each}>{each}</span>
            ))}
          </div>
        ) : (
          <div className={classes.times} aria-hidden>
            {[0, Math.floor(at.length / 2), at.length - 1].map((place) => (
              <span key={place}>{at[place] ? sayTime(at[place]) : ''}</span>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

interface BandAreaProps {
  readonly band: Band;
  readonly at: readonly string[];
  readonly step: number;
}

function BandArea({ band, at, step }: BandAreaProps) {
  const length = stepOf(at);
  if (length === 0) return null;
  const placeOf = (time: string) => ((Date.parse(time) - Date.parse(at[0] ?? '')) / length) * step;
  const from = Math.max(0, placeOf(band.from));
  const width = Math.min(WIDE, placeOf(band.to)) - from;
  // Narrower than this nobody would see it.
  return width <= 0 ? null : <rect className={classes.band} x={from} width={Math.max(3, width)} y={0} height={HIGH} />;
}

function highest(series: readonly Series[], kind: 'bars' | 'lines'): number {
  const many = Math.max(0, ...series.map((each) => each.values.length));
  let most = 0;
  for (let i = 0; i < many; i++) {
    const values = series.map((each) => each.values[i] ?? 0);
    most = Math.max(most, kind === 'bars' ? values.reduce((sum, each) => sum + each, 0) : Math.max(...values));
  }
  if (most === 0) return 1;
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].map((times) => times * size).find((round) => round >= most) ?? most;
}

interface Drawn {
  readonly series: readonly Series[];
  readonly top: number;
}

function Bars({ series, top, step }: Drawn & { readonly step: number }) {
  const many = series[0]?.values.length ?? 0;
  return Array.from({ length: many }, (_, place) => {
    let below = 0;
    const x = place * step + step * 0.1;
    return series.map((each) => {
      const high = ((each.values[place] ?? 0) / top) * HIGH;
      if (high === 0) return null;
      below += high;
      return (
        <rect key={`${x} ${each.name}`} data-tone={each.tone} x={x} width={step * 0.8} y={HIGH - below} height={high} />
      );
    });
  });
}

/** A line ends where there was nothing to measure, and begins again behind it. A single value is a dot's width long. */
function Lines({ series, top }: Drawn) {
  return series.map((each) => {
    const step = WIDE / Math.max(1, each.values.length);
    let path = '';
    let drawing = false;
    each.values.forEach((value, place) => {
      if (value === null) {
        drawing = false;
        return;
      }
      const x = (place + 0.5) * step;
      const y = HIGH - (value / top) * HIGH;
      path += drawing ? `L${x} ${y}` : `M${x - step * 0.3} ${y}L${x} ${y}`;
      drawing = true;
    });
    return <path key={each.name} d={path} data-tone={each.tone} className={classes.line} />;
  });
}

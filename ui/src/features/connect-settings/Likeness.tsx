import type { Accent } from '../../lib/accent';
import classes from './connect-settings.module.css';

interface LikenessProps {
  readonly name: string;
  readonly logo: string;
  readonly accent: Accent | null;
  readonly support: string;
  readonly dark: boolean;
}

const OWN = { filled: '#0b6874', onFilled: '#ffffff', onLight: '#0b6874', onDark: '#79c4cc' };

/** A picture of the connect page's first screen, for the eye only: nothing in it can be pressed. */
export function Likeness({ name, logo, accent, support, dark }: LikenessProps) {
  const shade = accent ?? OWN;
  const publisher = name.trim() || 'Your organization';
  return (
    <div className={classes.likeness} data-dark={dark || undefined}>
      <div className={classes.card}>
        <div className={classes.pair}>
          <Mark logo={logo.trim()} filled={shade.filled} onFilled={shade.onFilled} />
          <span>
            <strong>Your app and the EHR</strong>
            <br />
            <span className={classes.dim}>by {publisher}</span>
          </span>
        </div>
        <p className={classes.heading}>Find your practice</p>
        <p className={classes.dim}>Your app connects to the EHR. First, tell us which practice is yours.</p>
        <div className={classes.box}>Name, city or NPI</div>
        <p className={classes.dim}>
          {support.trim() ? (
            <span className={classes.link} style={{ color: dark ? shade.onDark : shade.onLight }}>
              My practice is missing
            </span>
          ) : (
            'Is your practice missing? Ask your app.'
          )}
        </p>
        <div className={classes.press} style={{ background: shade.filled, color: shade.onFilled }}>
          Continue to the EHR
        </div>
      </div>
    </div>
  );
}

/** The console's policy lets in no pictures of others: the address is named, and people see the picture on the page itself. */
function Mark({
  logo,
  filled,
  onFilled,
}: {
  readonly logo: string;
  readonly filled: string;
  readonly onFilled: string;
}) {
  return (
    <span
      className={classes.mark}
      style={logo ? {} : { background: filled, color: onFilled }}
      title={logo || undefined}
    >
      {logo ? 'Logo' : 'YA'}
    </span>
  );
}

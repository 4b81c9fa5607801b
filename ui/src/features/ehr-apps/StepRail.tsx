import { IconCheck } from '@tabler/icons-react';
import { useNow } from '../../lib/now';
import { dayText } from '../../lib/times';
import { nameOf, type Registration, type Step } from './requests';
import classes from './Tracker.module.css';
import { isVendorStep, standing } from './words';

interface StepRailProps {
  readonly registration: Registration;
  readonly shown: string;
  readonly onShow: (key: string) => void;
}

/** The steps with the vendor, and what practices do afterwards: how each stands, since when, who did it. */
export function StepRail({ registration, shown, onShow }: StepRailProps) {
  const vendor = registration.steps.filter(isVendorStep);
  const after = registration.steps.filter((each) => !isVendorStep(each));
  const item = (step: Step, mark: string) => (
    <Item key={step.key} step={step} mark={mark} registration={registration} shown={shown} onShow={onShow} />
  );
  return (
    <nav aria-label="Steps">
      <ol className={classes.rail}>{vendor.map((step, index) => item(step, String(index + 1)))}</ol>
      {after.length > 0 && (
        <>
          <p className={classes.after}>After that</p>
          <ol className={classes.rail}>{after.map((step) => item(step, '·'))}</ol>
        </>
      )}
    </nav>
  );
}

interface ItemProps extends StepRailProps {
  readonly step: Step;
  readonly mark: string;
}

function Item({ step, mark, registration, shown, onShow }: ItemProps) {
  const now = useNow(60);
  const words =
    step.state === 'done' && step.completedAt
      ? `${dayText(step.completedAt)}, ${nameOf(step.completedBy, registration.people)}`
      : standing(step, now).words;
  return (
    <li>
      <button type="button" aria-current={shown === step.key ? 'step' : undefined} onClick={() => onShow(step.key)}>
        <span className={classes.dot} data-state={step.state} aria-hidden>
          {step.state === 'done' ? <IconCheck size={16} stroke={3} /> : mark}
        </span>
        <span className={classes.words}>
          <span className={classes.stepTitle}>{step.title}</span>
          <span className={classes.stepNote}>
            {step.state === 'done' && 'Done: '}
            {words}
          </span>
          {step.owner && <span className={classes.stepNote}>Owner: {step.owner}</span>}
          {step.blocker && <span className={classes.stepNote}>Blocked: {step.blocker}</span>}
        </span>
      </button>
    </li>
  );
}

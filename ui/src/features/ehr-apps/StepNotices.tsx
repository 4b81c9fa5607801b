import { CopyButton } from '../../components/CopyButton';
import { Notice } from '../../components/Notice';
import { dayText } from '../../lib/times';
import type { Registration, Step } from './requests';
import classes from './Tracker.module.css';
import { daysSince, reminderLetter } from './words';

interface StepNoticesProps {
  readonly registration: Registration;
  readonly step: Step;
  readonly ehrName: string;
  readonly now: number;
}

/** What somebody should know before they go on with a step: how long it waits, what the vendor said. */
export function StepNotices({ registration, step, ehrName, now }: StepNoticesProps) {
  const long = step.longAfter ? Date.parse(step.longAfter) < now : false;
  return (
    <div className={classes.notices}>
      {step.state === 'waiting' && step.waitingSince && (
        <Notice tone={long ? 'warning' : 'info'} title={`Waiting ${daysSince(step.waitingSince, now)}`}>
          {long ? (
            <>
              <p>Longer than you may expect. Write to the vendor: a ready text is here.</p>
              <CopyButton text={reminderLetter(registration, step, ehrName)} label="Copy the text" done="Copied" />
            </>
          ) : (
            <p>It is {ehrName}'s turn. You can note an answer below as soon as it arrives.</p>
          )}
        </Notice>
      )}
      {step.state === 'refused' && step.refusal && (
        <Notice tone="bad" title={`The vendor said no on ${dayText(step.refusal.on)}`}>
          <p className={classes.text}>{step.refusal.reason}</p>
        </Notice>
      )}
      {step.state === 'sent_back' && step.refusal && (
        <Notice tone="warning" title={`Changes asked on ${dayText(step.refusal.on)}`}>
          <p className={classes.text}>{step.refusal.reason}</p>
        </Notice>
      )}
    </div>
  );
}

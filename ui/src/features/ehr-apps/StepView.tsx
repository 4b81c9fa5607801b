import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { useNow } from '../../lib/now';
import { dayText } from '../../lib/times';
import { IssuedCredential } from './IssuedCredential';
import { ReopenButton } from './ReopenButton';
import { nameOf, type Registration, registrationQuery, type Step, type Value } from './requests';
import { StepForm } from './StepForm';
import { StepNotices } from './StepNotices';
import classes from './Tracker.module.css';
import { shown } from './words';

interface StepViewProps {
  readonly registration: Registration;
  readonly step: Step;
  readonly ehrName: string;
  readonly onNext: (key: string) => void;
}

/** One step with the vendor: what to do, the answers to copy, and what it waits for; or what was sent, once it is done. */
export function StepView({ registration, step, ehrName, onNext }: StepViewProps) {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: registrationQuery(registration.id).queryKey });
  const now = useNow(60);
  return (
    <Panel title={step.title}>
      <StepNotices registration={registration} step={step} ehrName={ehrName} now={now} />
      {step.state === 'done' ? (
        <>
          <p className={classes.help}>
            {step.who === 'partner' ? 'Sent' : 'Noted'} on {dayText(step.completedAt ?? '')} by{' '}
            {nameOf(step.completedBy, registration.people)}.
          </p>
          <Facts
            of={step.fields.map((field) => [
              field.label,
              shown(field, step.form[field.key] as Value) || <em className={classes.meta}>Left blank</em>,
            ])}
          />
          {step.makes === 'credential' && <IssuedCredential registration={registration} ehrName={ehrName} />}
          <div className={classes.buttons}>
            <NextButton registration={registration} step={step} onNext={onNext} />
            <ReopenButton registration={registration} step={step} onDone={refresh} />
          </div>
        </>
      ) : (
        <>
          <p className={classes.help}>{step.help}</p>
          <StepForm registration={registration} step={step} ehrName={ehrName} onDone={refresh} onNext={onNext} />
        </>
      )}
    </Panel>
  );
}

function NextButton({ registration, step, onNext }: Omit<StepViewProps, 'ehrName'>) {
  const next = registration.steps.find((each) => each.state !== 'done');
  if (!next || next.key === step.key) return null;
  return <Button onClick={() => onNext(next.key)}>Go on with {next.title.toLowerCase()}</Button>;
}

import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyButton } from '../../components/CopyButton';
import { PermittedButton } from '../../components/Permitted';
import { Failed } from '../../components/States';
import { Problem } from '../../lib/problem';
import { FieldInput } from './FieldInput';
import { FieldNotes } from './FieldNotes';
import { ListingPreview } from './ListingPreview';
import { RefuseButton } from './RefuseButton';
import {
  checkAddresses,
  completeStep,
  ehrQuery,
  type Field,
  type Registration,
  resubmitStep,
  type Step,
  type Value,
} from './requests';
import { SavedLine } from './SavedLine';
import { forType, isAppType } from './scopes';
import classes from './Tracker.module.css';
import { useDraft } from './use-draft';
import { doneLabel, textToCopy } from './words';

interface StepFormProps {
  readonly registration: Registration;
  readonly step: Step;
  readonly ehrName: string;
  readonly onDone: () => void;
  readonly onNext: (key: string) => void;
}

/** The answers of an open step. Each field is kept as it is left; the step is completed when somebody says so. */
export function StepForm({ registration, step, ehrName, onDone, onNext }: StepFormProps) {
  const draft = useDraft(registration, step);
  const ehr = useQuery(ehrQuery(registration.ehr)).data;
  const [tried, setTried] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const check = useMutation({ mutationFn: () => checkAddresses(registration.id, step.key) });
  const complete = useMutation({
    mutationFn: () => completeStep(registration.id, step.key, offered(step, draft.unsent())),
    onSuccess: (done) => {
      draft.sent(done);
      onDone();
      if (done.makes !== 'credential') {
        const position = registration.steps.findIndex((each) => each.key === step.key);
        const next = registration.steps[position + 1];
        if (next) onNext(next.key);
      }
    },
    onError: () => {
      setTried(true);
      // What was sent with it was kept, so the step has moved on.
      onDone();
    },
  });
  const resubmit = useMutation({ mutationFn: () => resubmitStep(registration.id, step.key), onSuccess: onDone });
  const problem = complete.error ? Problem.of(complete.error) : null;
  const refused = problem?.code === 'step-incomplete' || problem?.code === 'input-invalid' ? problem.errors : [];
  const type = step.fields.find((field) => field.key === 'applicationType');

  const change = (field: Field, value: Value) => {
    draft.change(field, value);
    if (field.key === 'applicationType' && isAppType(value) && ehr) followType(value);
    if (field.offer === 'launchUrl') followLaunch(field, value);
  };
  const followType = (to: 'patient' | 'provider' | 'system') => {
    const scopes = step.fields.find((each) => each.type === 'scopes');
    if (!scopes || !ehr || !type) return;
    const from = draft.value(type);
    const now = draft.value(scopes);
    draft.change(scopes, forType(Array.isArray(now) ? now : [], isAppType(from) ? from : null, to, ehr));
  };
  const followLaunch = (field: Field, value: Value) => {
    const scopes = step.fields.find((each) => each.type === 'scopes');
    const now = scopes ? draft.value(scopes) : null;
    const before = draft.value(field);
    const added = Array.isArray(value) && value.length > (Array.isArray(before) ? before.length : 0);
    if (scopes && Array.isArray(now) && added && !now.includes('launch')) draft.change(scopes, [...now, 'launch']);
  };
  const leave = (field: Field) => {
    setLeft((before) => new Set([...before, field.key]));
    draft.save();
  };
  const errorOf = (field: Field) => {
    const all = [...refused, ...(tried || left.has(field.key) ? step.errors : [])];
    const found = all.find(({ path }) => path === field.key || path.startsWith(`${field.key}[`));
    // What is missing is said once somebody tried to go on, not while they fill in the rest.
    return found && (tried || !found.message.endsWith('is missing')) ? found.message : undefined;
  };
  const fields = (
    <div className={classes.fields}>
      {step.fields.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={draft.value(field)}
          ehr={registration.ehr}
          type={type ? draft.value(type) : null}
          error={errorOf(field)}
          marked={step.state === 'sent_back' && (step.refusal?.fields.includes(field.key) ?? false)}
          note={
            <FieldNotes
              field={field}
              step={step}
              people={registration.people}
              conflict={draft.conflicts.find((each) => each.field === field.key)}
              checked={check.data?.checked.find((each) => each.field === field.key)}
              offer={draft.value(field) ? undefined : (step.offers[field.key] as Value)}
              onOffer={(value) => {
                change(field, value);
                draft.save();
              }}
              onKeep={() => draft.keepMine(field.key)}
              onTake={() => draft.takeTheirs(field.key)}
            />
          }
          onChange={(value) => change(field, value)}
          onLeave={() => leave(field)}
        />
      ))}
    </div>
  );
  const link = step.makes === 'application' ? registration.portal : (step.links[0] ?? registration.portal);
  const leaking = check.data?.checked.some((each) => each.privateKey) ?? false;
  const hasAddresses = step.fields.some((field) => field.type === 'url' && field.shownToUsers);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        complete.mutate();
      }}
    >
      {step.fields.some((field) => field.shownToUsers) ? (
        <div className={classes.split}>
          {fields}
          <ListingPreview step={step} value={draft.value} ehrName={ehrName} />
        </div>
      ) : (
        fields
      )}
      {problem && (
        <div className={classes.notices} style={{ marginTop: 16 }}>
          <Failed problem={problem} />
        </div>
      )}
      {check.error && <Failed problem={Problem.of(check.error)} />}
      <div className={classes.buttons}>
        {link && step.who === 'partner' && (
          <Button
            component="a"
            href={link.url}
            target="_blank"
            rel="noopener noreferrer"
            variant="default"
            rightSection={<IconExternalLink size={16} aria-hidden />}
          >
            {step.makes === 'application' ? 'Open the portal' : `Open ${inSentence(link.title)}`}
          </Button>
        )}
        {step.who === 'partner' && <CopyButton text={textToCopy(step, draft.value)} label="Copy all" done="Copied" />}
        {hasAddresses && (
          <Button
            variant="default"
            size="xs"
            loading={check.isPending}
            onClick={() => {
              draft.save();
              check.mutate();
            }}
          >
            Check the addresses
          </Button>
        )}
        {step.state === 'refused' ? (
          <PermittedButton needs="registrations" loading={resubmit.isPending} onClick={() => resubmit.mutate()}>
            We asked again
          </PermittedButton>
        ) : (
          <PermittedButton
            needs="registrations"
            type="submit"
            loading={complete.isPending}
            disabled={draft.conflicts.length > 0 || leaking}
          >
            {doneLabel(step)}
          </PermittedButton>
        )}
        {step.who === 'vendor' && step.state === 'waiting' && (
          <RefuseButton
            registration={registration}
            step={step}
            onDone={(opened) => {
              onDone();
              onNext(opened);
            }}
          />
        )}
        <SavedLine draft={draft} changedAt={step.changedAt} />
      </div>
    </form>
  );
}

/** "Partner form" within a sentence; an abbreviation stays as it is. */
const inSentence = (title: string) =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;

/** Our own redirect address stands in the form from the start, so it is sent even if nobody touched it. */
function offered(step: Step, unsent: Record<string, Value>): Record<string, Value> {
  const more: Record<string, Value> = {};
  for (const field of step.fields) {
    const offer = step.offers[field.key] as Value;
    if (field.offer === 'redirectUri' && offer && step.form[field.key] === undefined) more[field.key] = offer;
  }
  return { ...more, ...unsent };
}

import { Button, Group } from '@mantine/core';
import { Ago } from '../../components/Ago';
import { Status } from '../../components/Status';
import { type Checked, type Field, nameOf, type Step, type Value } from './requests';
import classes from './Tracker.module.css';
import type { Conflict } from './use-draft';
import { shown } from './words';

interface FieldNotesProps {
  readonly field: Field;
  readonly step: Step;
  readonly people: Readonly<Record<string, string>>;
  readonly conflict: Conflict | undefined;
  readonly checked: Checked | undefined;
  /** Our own address for this field, where it is not in use yet. */
  readonly offer: Value;
  readonly onOffer: (value: Value) => void;
  readonly onKeep: () => void;
  readonly onTake: () => void;
}

/** What there is to know about one field: another person's change, warnings, what its address answered. */
export function FieldNotes({
  field,
  step,
  people,
  conflict,
  checked,
  offer,
  onOffer,
  onKeep,
  onTake,
}: FieldNotesProps) {
  const warnings = step.warnings.filter(
    // Said by the grid itself as soon as it applies.
    ({ path, message }) =>
      (path === field.key || path.startsWith(`${field.key}[`)) &&
      !(field.type === 'scopes' && message.startsWith('Without offline_access')),
  );
  if (!conflict && !checked && !offer && warnings.length === 0) return null;
  return (
    <div className={classes.found}>
      {conflict && (
        <div className={classes.conflict} role="alert">
          <p>
            {nameOf(conflict.by, people)} changed {field.label} <Ago at={conflict.at} /> to{' '}
            <span className={classes.theirs}>{shown(field, conflict.theirs) || 'nothing'}</span>.
          </p>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={onKeep}>
              Keep yours
            </Button>
            <Button size="compact-sm" variant="default" onClick={onTake}>
              Take theirs
            </Button>
          </Group>
        </div>
      )}
      {warnings.map(({ message }) => (
        <p key={message} className={classes.warning}>
          {message}
        </p>
      ))}
      {checked && <Answered checked={checked} />}
      {offer && (field.offer === 'jwksUrl' || field.offer === 'launchUrl') && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => onOffer(offer)}>
            Use the gateway's own
          </Button>
        </div>
      )}
    </div>
  );
}

function Answered({ checked }: { readonly checked: Checked }) {
  return (
    <>
      <Status tone={checked.ok ? 'good' : 'bad'}>{checked.detail}</Status>
      {checked.keys.length > 0 && (
        <ul className={classes.keys}>
          {checked.keys.map((key) => (
            <li key={key.keyId}>
              Key {key.keyId || 'without an id'}, {key.algorithm || 'algorithm unknown'}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

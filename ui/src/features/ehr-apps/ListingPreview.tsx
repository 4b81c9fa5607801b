import { Title } from '@mantine/core';
import { idOf } from './FieldInput';
import classes from './ListingPreview.module.css';
import type { Field, Step, Value } from './requests';
import { isFilled, shown } from './words';

interface ListingPreviewProps {
  readonly step: Step;
  readonly value: (field: Field) => Value;
  readonly ehrName: string;
}

/** What EHR users will see of the app, as it is typed. Blanks read as the EHR will word them. */
export function ListingPreview({ step, value, ehrName }: ListingPreviewProps) {
  const fields = step.fields.filter((field) => field.shownToUsers);
  const name = fields.find((field) => field.key === 'applicationName');
  const rest = fields.filter((field) => field !== name);
  const blank = fields.filter((field) => !isFilled(value(field)));
  return (
    <section className={classes.aside} aria-label="What EHR users will see">
      <Title order={3} className={classes.heading}>
        What EHR users will see
      </Title>
      <div className={classes.card}>
        <div className={classes.head}>
          <p className={classes.name}>{name && isFilled(value(name)) ? shown(name, value(name)) : <Blank />}</p>
          <p className={classes.asks}>asks to connect</p>
        </div>
        <dl className={classes.list}>
          {rest.map((field) => (
            <div key={field.key}>
              <dt>{field.label}</dt>
              <dd>{isFilled(value(field)) ? shown(field, value(field)) : <Blank />}</dd>
            </div>
          ))}
        </dl>
      </div>
      {blank.length > 0 && (
        <p className={classes.blanks}>
          {blank.length === 1 ? '1 field is blank.' : `${blank.length} fields are blank.`} Practices trust complete
          listings more. Fill{' '}
          {blank.map((field, index) => (
            <span key={field.key}>
              {index > 0 && (index === blank.length - 1 ? ' and ' : ', ')}
              <button type="button" className={classes.jump} onClick={() => jump(field.key)}>
                {field.label.toLowerCase()}
              </button>
            </span>
          ))}
          .
        </p>
      )}
      <p className={classes.note}>A likeness. {ehrName} decides the final layout.</p>
    </section>
  );
}

const Blank = () => <em className={classes.blank}>Not provided by app developer</em>;

function jump(field: string) {
  const target = document.getElementById(idOf(field));
  const input = target?.matches('input, textarea') ? target : target?.querySelector<HTMLElement>('input, textarea');
  (input ?? target)?.scrollIntoView({ block: 'center' });
  (input ?? target)?.focus({ preventScroll: true });
}

import { Checkbox, PasswordInput, Radio, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './FieldInput.module.css';
import type { Field, Value } from './requests';
import { ScopeGrid } from './ScopeGrid';
import { isAppType } from './scopes';

export const idOf = (field: string) => `field-${field}`;

interface FieldInputProps {
  readonly field: Field;
  readonly value: Value;
  readonly ehr: string;
  /** The application type that stands in the same form. */
  readonly type: Value;
  readonly error?: string | undefined;
  /** Something to know about it; said below the field. */
  readonly note?: ReactNode;
  /** The vendor wants it changed. */
  readonly marked?: boolean;
  readonly onChange: (value: Value) => void;
  readonly onLeave: () => void;
}

const text = (value: Value) => (typeof value === 'string' ? value : '');
const list = (value: Value): string[] => (Array.isArray(value) ? [...value] : []);
const isStored = (value: Value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One field of a vendor's form, by its type. */
export function FieldInput({ field, value, ehr, type, error, note, marked, onChange, onLeave }: FieldInputProps) {
  const common = {
    id: idOf(field.key),
    label: field.label,
    withAsterisk: field.required,
    error,
    ...(field.help && { description: field.help }),
  };
  const typed = { ...common, value: text(value), onBlur: onLeave };
  return (
    <div className={classes.field} data-marked={marked}>
      {marked && <p className={classes.asked}>The vendor asks to change this.</p>}
      {input()}
      {note && <div className={classes.note}>{note}</div>}
    </div>
  );

  function input() {
    switch (field.type) {
      case 'longText':
        return (
          <Textarea
            {...typed}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={field.most ?? 4096}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      case 'date':
        return <TextInput {...typed} type="date" onChange={(event) => onChange(event.currentTarget.value)} />;
      case 'flag':
        return (
          <Checkbox
            id={common.id}
            label={
              <>
                {field.label}
                {field.required && (
                  <span aria-hidden className={classes.star}>
                    {' '}
                    *
                  </span>
                )}
              </>
            }
            description={field.help || undefined}
            error={error}
            checked={value === true}
            onChange={(event) => {
              onChange(event.currentTarget.checked);
              onLeave();
            }}
          />
        );
      case 'choice':
        return (
          <Radio.Group
            {...common}
            value={text(value)}
            onChange={(next) => {
              onChange(next);
              onLeave();
            }}
          >
            <div className={classes.choices}>
              {Object.entries(field.options).map(([option, words]) => (
                <Radio key={option} value={option} label={words} />
              ))}
            </div>
          </Radio.Group>
        );
      case 'urls':
        return (
          <TagsInput
            {...common}
            value={list(value)}
            onChange={(next) => {
              onChange(next);
              onLeave();
            }}
            placeholder={list(value).length === 0 ? 'https://' : ''}
            splitChars={[',', ' ']}
            acceptValueOnBlur
            data={[]}
            comboboxProps={{ withinPortal: false }}
            classNames={{ pill: classes.pill ?? '' }}
          />
        );
      case 'scopes':
        return (
          <fieldset className={classes.scopes}>
            <legend>
              {field.label}
              {field.required && (
                <span aria-hidden className={classes.star}>
                  {' '}
                  *
                </span>
              )}
            </legend>
            {field.help && <p className={classes.help}>{field.help}</p>}
            <ScopeGrid
              id={common.id}
              ehr={ehr}
              type={isAppType(type) ? type : null}
              scopes={list(value)}
              onChange={(next) => {
                onChange(next);
                onLeave();
              }}
            />
            {error && <p className={classes.error}>{error}</p>}
          </fieldset>
        );
      case 'secret':
        return (
          <PasswordInput
            {...typed}
            autoComplete="new-password"
            placeholder={isStored(value) ? 'Stored, sealed. Paste again to replace it.' : ''}
            visibilityToggleButtonProps={{ 'aria-label': `Show or hide ${field.label.toLowerCase()}` }}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      default:
        return (
          <TextInput
            {...typed}
            type={
              field.type === 'email' ? 'email' : field.type === 'url' ? 'url' : field.type === 'phone' ? 'tel' : 'text'
            }
            placeholder={field.type === 'url' ? 'https://' : ''}
            maxLength={field.most ?? 2048}
            autoComplete="off"
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
    }
  }
}

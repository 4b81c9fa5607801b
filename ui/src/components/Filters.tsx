import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import classes from './Filters.module.css';

interface FiltersProps {
  /** What the row filters, for screen readers. */
  readonly label: string;
  /** Whether anything is filtered. */
  readonly active: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

/** The filters of a list, and a way to be rid of them all. */
export function Filters({ label, active, onClear, children }: FiltersProps) {
  return (
    <search className={classes.filters} aria-label={label}>
      {children}
      {active && (
        <Button variant="subtle" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </search>
  );
}

interface TextFilterProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly placeholder?: string;
  /** The one that `/` goes to. */
  readonly main?: boolean;
  readonly inputMode?: 'numeric';
}

/** A text that filters a moment after it was typed. */
export function TextFilter({ label, value, onChange, placeholder, main, inputMode }: TextFilterProps) {
  const [typed, setTyped] = useState(value ?? '');
  useEffect(() => setTyped(value ?? ''), [value]);
  useEffect(() => {
    if (typed.trim() === (value ?? '')) return;
    const timer = setTimeout(() => onChange(typed.trim() || undefined), 300);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <TextInput
      label={label}
      value={typed}
      {...(placeholder && { placeholder })}
      {...(main && { 'data-filter': true })}
      {...(inputMode && { inputMode })}
      wrapperProps={main ? { 'data-wide': true } : {}}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

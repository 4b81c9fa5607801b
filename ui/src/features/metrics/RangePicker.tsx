import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { beginOf, fieldOf, instantOf, PERIODS, type Period, type Zone } from '../../lib/periods';
import classes from './Metrics.module.css';
import type { RangeSearch } from './range';

interface RangePickerProps {
  readonly search: RangeSearch;
  readonly onChange: (search: RangeSearch) => void;
}

const OWN = 'own';
const CHOICES = [...PERIODS.map(({ value, label }) => ({ value, label })), { value: OWN, label: 'From – to…' }];

/** Which time the screen shows: one that ends now, or from and to; and whose clock it goes by. */
export function RangePicker({ search, onChange }: RangePickerProps) {
  const { period = '24h', zone = 'local', from, to } = search;
  const own = Boolean(from && to);
  const choose = (value: string | null) => {
    if (value === OWN) onChange({ zone: search.zone, from: beginOf(period), to: new Date().toISOString() });
    else if (value) onChange({ zone: search.zone, period: value as Period });
  };
  return (
    <>
      <Select
        aria-label="Time"
        data={CHOICES}
        value={own ? OWN : period}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        onChange={choose}
      />
      <SegmentedControl
        aria-label="Whose time"
        data={[
          { value: 'local', label: 'Local time' },
          { value: 'utc', label: 'UTC' },
        ]}
        value={zone}
        onChange={(next) => onChange({ ...search, zone: next as Zone })}
      />
      {own && from && to && (
        <OwnRange
          key={`${from} ${to} ${zone}`}
          from={from}
          to={to}
          zone={zone}
          onChange={(times) => onChange({ zone: search.zone, ...times })}
        />
      )}
    </>
  );
}

interface OwnRangeProps {
  readonly from: string;
  readonly to: string;
  readonly zone: Zone;
  readonly onChange: (times: { from: string; to: string }) => void;
}

const LONGEST_MS = 400 * 86_400_000;

function OwnRange({ from, to, zone, onChange }: OwnRangeProps) {
  const [fields, setFields] = useState({ from: fieldOf(from, zone), to: fieldOf(to, zone) });
  const [mistake, setMistake] = useState<string | null>(null);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const begin = instantOf(fields.from, zone);
    const end = instantOf(fields.to, zone);
    if (!begin || !end) setMistake('Give a day and an hour for both');
    else if (begin >= end) setMistake('Should be before the end');
    else if (Date.parse(end) - Date.parse(begin) > LONGEST_MS) setMistake('Should be at most 400 days before the end');
    else onChange({ from: begin, to: end });
  };
  return (
    <form className={classes.own} onSubmit={submit} noValidate>
      <TextInput
        type="datetime-local"
        label={zone === 'utc' ? 'From (UTC)' : 'From'}
        value={fields.from}
        error={mistake}
        onChange={(event) => setFields({ ...fields, from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={zone === 'utc' ? 'To (UTC)' : 'To'}
        value={fields.to}
        onChange={(event) => setFields({ ...fields, to: event.currentTarget.value })}
      />
      <Button type="submit" variant="default">
        Show
      </Button>
    </form>
  );
}

import { Button, Checkbox, Menu, Select, TextInput, UnstyledButton } from '@mantine/core';
import { IconColumns3, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { count, counted } from '../../lib/numbers';
import classes from './Connections.module.css';
import { COLUMNS, USUALLY_HIDDEN } from './ConnectionsTable';
import type { ConnectionsSearch } from './search';

type Show = NonNullable<ConnectionsSearch['show']>;
type Tone = 'bad' | 'due' | 'good' | 'plain';

const CHIPS: readonly (readonly [Show, string, Tone])[] = [
  ['attention', 'Needs attention', 'bad'],
  ['needs_reconnect', 'Needs reconnect', 'bad'],
  ['misconfigured', 'Misconfigured', 'bad'],
  ['degraded', 'Renewal failing', 'due'],
  ['active', 'Healthy', 'good'],
  ['paused', 'Paused', 'plain'],
  ['pending', 'Not granted yet', 'plain'],
  ['revoked', 'Ended', 'plain'],
];
/** Shown also when there are none. */
const ALWAYS: readonly Show[] = ['attention', 'active'];

interface ChipsProps {
  readonly counts: Schema<'ConnectionCounts'> | undefined;
  readonly show: Show | undefined;
  readonly onShow: (show: Show | undefined) => void;
}

/** How many are how; each number is a filter. */
export function StateChips({ counts, show, onShow }: ChipsProps) {
  const of = (key: Show) => counts && (key === 'attention' || key === 'paused' ? counts[key] : counts.states[key]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own frame
    <div className={classes.chips} role="group" aria-label="Show only">
      <Chip label="All" tone="plain" value={counts?.total} on={!show} onPress={() => onShow(undefined)} />
      {CHIPS.filter(([key]) => ALWAYS.includes(key) || key === show || (of(key) ?? 0) > 0).map(([key, label, tone]) => (
        <Chip
          key={key}
          label={label}
          tone={(of(key) ?? 0) > 0 ? tone : 'plain'}
          value={of(key)}
          on={show === key}
          onPress={() => onShow(show === key ? undefined : key)}
        />
      ))}
    </div>
  );
}

interface ChipProps {
  readonly label: string;
  readonly tone: Tone;
  readonly value: number | undefined;
  readonly on: boolean;
  readonly onPress: () => void;
}

function Chip({ label, tone, value, on, onPress }: ChipProps) {
  return (
    <UnstyledButton className={classes.chip} data-tone={tone} aria-pressed={on} onClick={onPress}>
      {label} <b>{value === undefined ? '–' : count(value)}</b>
    </UnstyledButton>
  );
}

const SORTS = [
  { value: 'worst', label: 'Worst first' },
  { value: 'practice', label: 'By practice' },
  { value: 'next-refresh', label: 'By next renewal' },
  { value: 'created', label: 'Newest first' },
] as const;

interface FiltersProps {
  readonly search: ConnectionsSearch;
  readonly onNarrow: (more: Partial<ConnectionsSearch>) => void;
  readonly total: number | undefined;
}

/** Text, app, order and columns. All of it is in the address. */
export function Filters({ search, onNarrow, total }: FiltersProps) {
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => setText(search.q ?? ''), [search.q]);
  useEffect(() => {
    if (text === (search.q ?? '')) return;
    const timer = setTimeout(() => onNarrow({ q: text.trim() || undefined }), 250);
    return () => clearTimeout(timer);
  }, [text, search.q, onNarrow]);
  const applications = useQuery({
    queryKey: ['applications', 'names'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/applications', { params: { query: { limit: 200 } }, signal })),
  });
  const apps = (applications.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }));
  return (
    <div className={classes.filters}>
      <TextInput
        className={classes.search}
        aria-label="Practice or EHR"
        placeholder="Practice or EHR"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-filter
      />
      {(apps.length > 1 || search.app) && (
        <Select
          className={classes.choice}
          aria-label="EHR app"
          placeholder="All EHR apps"
          clearable
          data={apps}
          value={search.app ?? null}
          onChange={(app) => onNarrow({ app: app ?? undefined })}
          comboboxProps={{ withinPortal: false }}
        />
      )}
      <Select
        className={classes.choice}
        aria-label="Order"
        allowDeselect={false}
        data={SORTS}
        value={search.sort ?? 'worst'}
        onChange={(sort) => onNarrow({ sort: sort === 'worst' ? undefined : (sort as ConnectionsSearch['sort']) })}
        comboboxProps={{ withinPortal: false }}
      />
      <Columns hidden={search.hide ?? USUALLY_HIDDEN} onHide={(hide) => onNarrow({ hide })} />
      <span className={classes.total}>{total === undefined ? '' : counted(total, 'connection')}</span>
    </div>
  );
}

interface ColumnsProps {
  readonly hidden: readonly string[];
  readonly onHide: (hidden: string[]) => void;
}

function Columns({ hidden, onHide }: ColumnsProps) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label="Columns">
        {COLUMNS.map(([key, name]) => {
          const on = !hidden.includes(key);
          return (
            <Menu.Item
              key={key}
              role="menuitemcheckbox"
              aria-checked={on}
              leftSection={<Checkbox size="xs" checked={on} readOnly tabIndex={-1} aria-hidden />}
              onClick={() => onHide(on ? [...hidden, key] : hidden.filter((each) => each !== key))}
            >
              {name}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

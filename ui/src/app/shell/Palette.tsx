import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import { IconBuildingHospital, IconPlugConnected, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ComponentType, type KeyboardEvent, useEffect, useId, useState } from 'react';
import { Status, type StatusTone } from '../../components/Status';
import { fold } from '../../lib/fold';
import { navigation } from '../navigation';
import classes from './Palette.module.css';
import { useFound } from './use-found';

/** Something one can jump to. */
export interface Hit {
  readonly key: string;
  readonly label: string;
  readonly note?: string;
  readonly status?: { readonly tone: StatusTone; readonly word: string };
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
}

interface Group {
  readonly name: string;
  readonly icon: ComponentType<{ size?: number }> | null;
  readonly hits: readonly Hit[];
}

const ICONS = new Map(navigation.flatMap((group) => group.places).map((place) => [place.to, place.icon]));

interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Jumps to a place, a connection or a practice by a few letters of it. The keyboard is enough. */
export function Palette({ open, onClose }: PaletteProps) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [marked, setMarked] = useState<string | null>(null);
  const list = useId();
  const found = useFound(text, open);
  const groups: readonly Group[] = [
    { name: 'Places', icon: null, hits: placesOf(text) },
    { name: 'Connections', icon: IconPlugConnected, hits: found.connections },
    { name: 'Practices', icon: IconBuildingHospital, hits: found.practices },
  ].filter((group) => group.hits.length > 0);
  const hits = groups.flatMap((group) => group.hits);
  const at = Math.max(
    0,
    hits.findIndex((hit) => hit.key === marked),
  );
  const current = hits[at];
  const close = () => {
    setText('');
    setMarked(null);
    onClose();
  };
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    close();
    void navigate({ to: hit.to, ...(hit.params && { params: hit.params }), ...(hit.search && { search: hit.search }) });
  };
  const keys = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step && hits.length > 0) {
      event.preventDefault();
      setMarked(hits[(at + step + hits.length) % hits.length]?.key ?? null);
    }
    if (event.key === 'Enter') go(current);
  };
  return (
    <Modal
      opened={open}
      onClose={close}
      title="Search or jump to"
      closeButtonProps={{ 'aria-label': 'Close' }}
      yOffset="12vh"
      centered={false}
    >
      <TextInput
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMarked(null);
        }}
        onKeyDown={keys}
        placeholder="Place, practice or connection"
        aria-label="Place, practice or connection"
        leftSection={<IconSearch size={16} aria-hidden />}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={current ? idOf(list, current) : undefined}
        data-autofocus
      />
      <Hits list={list} groups={groups} current={current} onGo={go} />
      <p role="status" className={classes.told}>
        {told(hits.length, found, text)}
      </p>
    </Modal>
  );
}

const idOf = (list: string, hit: Hit) => `${list}-${hit.key.replace(/\W/g, '_')}`;

function told(hits: number, found: ReturnType<typeof useFound>, text: string): string {
  if (found.problem) return `The search did not work. ${found.problem.detail ?? ''}`.trim();
  if (found.pending) return 'Searching…';
  if (hits === 0) return 'Nothing has that name.';
  return text.trim().length < 2 ? 'Two letters also search practices and connections.' : '';
}

function placesOf(text: string): Hit[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return navigation
    .flatMap((group) => group.places)
    .filter((place) => {
      const of = fold(`${place.label} ${place.words ?? ''}`);
      return words.every((word) => of.includes(word));
    })
    .map((place) => ({ key: place.to, label: place.label, to: place.to }));
}

interface HitsProps {
  readonly list: string;
  readonly groups: readonly Group[];
  readonly current: Hit | undefined;
  readonly onGo: (hit: Hit) => void;
}

function Hits({ list, groups, current, onGo }: HitsProps) {
  const mark = current ? idOf(list, current) : '';
  useEffect(() => {
    if (mark) document.getElementById(mark)?.scrollIntoView({ block: 'nearest' });
  }, [mark]);
  return (
    <div id={list} role="listbox" aria-label="Found" className={classes.hits}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
        <div key={group.name} role="group" aria-labelledby={`${list}-${group.name}`} className={classes.group}>
          <span id={`${list}-${group.name}`} className={classes.groupName}>
            {group.name}
          </span>
          {group.hits.map((hit) => (
            <Option
              key={hit.key}
              id={idOf(list, hit)}
              hit={hit}
              icon={group.icon ?? ICONS.get(hit.to)}
              on={hit === current}
              onGo={() => onGo(hit)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly hit: Hit;
  readonly icon: ComponentType<{ size?: number }> | undefined;
  readonly on: boolean;
  readonly onGo: () => void;
}

function Option({ id, hit, icon: Icon, on, onGo }: OptionProps) {
  return (
    <UnstyledButton id={id} role="option" aria-selected={on} tabIndex={-1} className={classes.hit} onClick={onGo}>
      {Icon && <Icon size={16} />}
      <span className={classes.words}>
        <span className={classes.label}>{hit.label}</span>
        {hit.note && <span className={classes.note}>{hit.note}</span>}
      </span>
      {hit.status && (
        <span className={classes.status}>
          <Status tone={hit.status.tone}>{hit.status.word}</Status>
        </span>
      )}
    </UnstyledButton>
  );
}

import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useState } from 'react';
import { fold } from '../../lib/fold';
import { navigation } from '../navigation';
import classes from './Shell.module.css';

interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Jumps to a place by a few letters of it. */
export function Palette({ open, onClose }: PaletteProps) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const places = navigation.flatMap((group) => group.places);
  const words = fold(text).split(/\s+/).filter(Boolean);
  const hits = places.filter((place) => {
    const of = fold(`${place.label} ${place.words ?? ''}`);
    return words.every((word) => of.includes(word));
  });
  const close = () => {
    setText('');
    setAt(0);
    onClose();
  };
  const go = (to: string | undefined) => {
    if (to === undefined) return;
    close();
    void navigate({ to });
  };
  const keys = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      setAt((before) => (before + step + hits.length) % Math.max(1, hits.length));
    }
    if (event.key === 'Enter') go(hits[at]?.to);
  };
  return (
    <Modal
      opened={open}
      onClose={close}
      title="Jump to"
      closeButtonProps={{ 'aria-label': 'Close' }}
      yOffset="12vh"
      centered={false}
    >
      <TextInput
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={keys}
        placeholder="Where to?"
        aria-label="Where to?"
        leftSection={<IconSearch size={16} aria-hidden />}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={hits[at] ? `${list}-${at}` : undefined}
        data-autofocus
      />
      <div id={list} role="listbox" aria-label="Places" className={classes.hits}>
        {hits.map((place, index) => (
          <UnstyledButton
            key={place.to}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            className={classes.hit}
            onClick={() => go(place.to)}
          >
            <place.icon size={16} />
            {place.label}
          </UnstyledButton>
        ))}
      </div>
      {hits.length === 0 && <p role="status">Nothing has that name.</p>}
    </Modal>
  );
}

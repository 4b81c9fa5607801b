import { Kbd, Modal, Switch } from '@mantine/core';
import { useState } from 'react';
import { singleKeys } from '../../lib/shortcuts';
import { navigation } from '../navigation';
import classes from './Shell.module.css';

const KEYS: readonly (readonly [string, string])[] = [
  ['Ctrl K', 'Search or jump to'],
  ['/', 'Go to the filter'],
  ['j  k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['[  ]', 'Previous and next in the side panel'],
  ['Esc', 'Close'],
  ['?', 'This list'],
];

/** Every key, and the switch for people whose speech input types letters. */
export function KeyList({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [on, setOn] = useState(singleKeys.on);
  const places = navigation.flatMap((group) => group.places).filter((place) => place.key);
  return (
    <Modal opened={open} onClose={onClose} title="Keyboard" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes.keys}>
        {[...KEYS, ...places.map((place) => [`g  ${place.key}`, place.label] as const)].map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split('  ').map((key) => (
                <Kbd key={key} size="sm">
                  {key}
                </Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="md"
        label="Single keys"
        description="Off for speech input. Control K always works."
        checked={on}
        onChange={(event) => {
          singleKeys.set(event.currentTarget.checked);
          setOn(event.currentTarget.checked);
        }}
      />
    </Modal>
  );
}

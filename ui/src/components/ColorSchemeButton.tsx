import { UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import classes from './ColorSchemeButton.module.css';

type Scheme = 'auto' | 'light' | 'dark';

const next: Record<Scheme, Scheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const icons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

/** Goes round as on this device, light, dark. */
export function ColorSchemeButton({ words }: { readonly words: Record<Scheme, string> }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = icons[colorScheme];
  return (
    <UnstyledButton
      className={classes.button}
      title={words[colorScheme]}
      aria-label={words[colorScheme]}
      onClick={() => setColorScheme(next[colorScheme])}
    >
      <Icon size={16} aria-hidden />
    </UnstyledButton>
  );
}

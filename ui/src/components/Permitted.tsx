import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import { type May, useMay } from '../lib/session';

interface PermittedProps extends ButtonProps, Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> {
  /** The permission of the API that the act needs. */
  readonly needs: string;
}

/** A button that everybody sees. Who may not press it is told why, and who can. */
export function PermittedButton({ needs, ...props }: PermittedProps) {
  return <GuardedButton may={useMay(needs)} {...props} />;
}

interface GuardedProps extends Omit<PermittedProps, 'needs'> {
  readonly may: May;
}

/** The same for any reason. Stays reachable by keyboard, so that the reason can be read. */
export function GuardedButton({ may, onClick, ...props }: GuardedProps) {
  if (may.may) return <Button {...props} onClick={onClick} />;
  return (
    <Tooltip label={may.why} events={{ hover: true, focus: true, touch: true }} multiline maw={280}>
      <Button {...props} data-disabled aria-disabled onClick={(event) => event.preventDefault()} />
    </Tooltip>
  );
}

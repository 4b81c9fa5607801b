import { ActionIcon, Drawer, Group } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useShortcuts } from '../lib/shortcuts';
import classes from './SidePanel.module.css';

interface SidePanelProps {
  readonly open: boolean;
  readonly title: ReactNode;
  readonly onClose: () => void;
  /** To the entry before and after in the list; left out at its ends. */
  readonly onPrevious?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** One entry of a list in full, at the right of it. Whether it is open belongs in the address. */
export function SidePanel({ open, title, onClose, onPrevious, onNext, children }: SidePanelProps) {
  useShortcuts(open ? { '[': () => onPrevious?.(), ']': () => onNext?.() } : {}, { inDialogs: true });
  return (
    <Drawer.Root opened={open} onClose={onClose} position="right" size={560}>
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content>
        <Drawer.Header className={classes.header} role="presentation">
          <Drawer.Title className={classes.title}>{title}</Drawer.Title>
          <Group gap={4} wrap="nowrap">
            {(onPrevious || onNext) && (
              <>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label="Previous"
                  disabled={!onPrevious}
                  onClick={onPrevious}
                >
                  <IconChevronLeft size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" aria-label="Next" disabled={!onNext} onClick={onNext}>
                  <IconChevronRight size={16} aria-hidden />
                </ActionIcon>
              </>
            )}
            <Drawer.CloseButton aria-label="Close" />
          </Group>
        </Drawer.Header>
        <Drawer.Body className={classes.body}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

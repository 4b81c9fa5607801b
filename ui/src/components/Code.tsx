import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './Code.module.css';

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A small button that copies a text. Says so to eyes and ears. */
export function CopyIcon({ text, what }: { readonly text: string; readonly what: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  const words = { ready: `Copy ${what}`, copied: 'Copied', refused: 'The browser did not allow copying' };
  return (
    <Tooltip label={words[state]}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={words[state]}
        onClick={async () => setState((await copy(text)) ? 'copied' : 'refused')}
        onBlur={() => setState('ready')}
      >
        {state === 'copied' ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

/** An id, an address or a key in type of one width, with a button that copies it. */
export function CopyText({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className={classes.text}>
      <code className={classes.code}>{text}</code>
      <CopyIcon text={text} what={what} />
    </span>
  );
}

/** Several lines to copy: a command, a snippet, a body. */
export function CodeBlock({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className={classes.pre} tabIndex={0} aria-label={what}>
        <pre>{text}</pre>
      </section>
      <span className={classes.corner}>
        <CopyIcon text={text} what={what} />
      </span>
    </div>
  );
}

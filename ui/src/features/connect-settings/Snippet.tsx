import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { CodeBlock } from '../../components/Code';
import classes from './connect-settings.module.css';

const MODES = [
  { value: 'iframe', label: 'Dialog in the page' },
  { value: 'popup', label: 'Window' },
  { value: 'redirect', label: 'This tab' },
];

/** What to copy into a page of one's own. */
export function Snippet() {
  const [mode, setMode] = useState('iframe');
  return (
    <div className={classes.form}>
      <div>
        <SegmentedControl aria-label="How it is shown" value={mode} onChange={setMode} data={MODES} />
      </div>
      <CodeBlock what="snippet" text={snippet(window.location.origin, mode)} />
      <p className={classes.quiet}>
        {mode === 'redirect'
          ? 'The session needs a returnUrl: there the tab ends, with the result in its address.'
          : 'Add the origin of your page above, or give the session a returnUrl of the same origin. Ask your server for the connection before you believe a message.'}
      </p>
    </div>
  );
}

function snippet(gateway: string, mode: string): string {
  return `<script src="${gateway}/ui/gatehouse-connect.js"></script>
<button id="connect">Connect your practice</button>
<script>
  document.getElementById('connect').onclick = () => {
    Gatehouse.connect({
      mode: '${mode}',
      // your server: POST /api/v1/connect-sessions, answers its url
      url: fetch('/connect-link', { method: 'POST' }).then((r) => r.json()).then((s) => s.url),
      onConnected: ({ connectionId }) => console.log('connected', connectionId),
      onFailed: ({ code }) => console.log('not yet', code),
      onClosed: ({ connected }) => connected && location.reload(),
    });
  };
</script>`;
}

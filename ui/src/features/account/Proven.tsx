import { Button } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Door } from './Door';
import { CameBack } from './Refused';

/** Where the small window ends that went to the identity provider. The window it came from goes on by itself. */
export function Proven() {
  const { problem } = useSearch({ from: '/proven' });
  useEffect(() => {
    if (!problem) window.close();
  }, [problem]);
  return (
    <Door
      title={problem ? 'That did not work' : 'You are signed in'}
      lead="Close this window. Your work is in the other one."
      onSubmit={() => window.close()}
    >
      <CameBack problem={problem} />
      <Button type="submit" fullWidth>
        Close this window
      </Button>
    </Door>
  );
}

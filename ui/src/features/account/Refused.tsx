import { useState } from 'react';
import { Notice } from '../../components/Notice';
import { Failed } from '../../components/States';
import { useNow } from '../../lib/now';
import type { Problem } from '../../lib/problem';
import { lengthText } from '../../lib/times';

/** How long a throttled person has still to wait, in seconds; 0 if not at all. */
export function useWait(problem: Problem | null): number {
  const [until, setUntil] = useState<{ readonly of: Problem; readonly at: number } | null>(null);
  const now = useNow();
  const throttled = problem?.code === 'sign-in-throttled' ? problem : null;
  if (throttled && until?.of !== throttled) {
    setUntil({ of: throttled, at: Date.now() + (throttled.retryAfter ?? 5) * 1000 });
  }
  return throttled && until ? Math.max(0, Math.ceil((until.at - now) / 1000)) : 0;
}

/** Why somebody was not let in. What they typed stays. */
export function Refused({ problem, wait = 0 }: { readonly problem: Problem | null; readonly wait?: number }) {
  if (!problem || problem.code === 'second-factor-needed' || problem.errors.length > 0) return null;
  if (problem.code === 'sign-in-throttled') {
    return (
      <Notice tone="warning" title="Too many tries">
        <p>{wait > 0 ? `Wait ${lengthText(wait)}, then try again.` : 'You can try again now.'}</p>
      </Notice>
    );
  }
  return <Failed problem={problem} />;
}

const CAME_BACK: Record<string, string> = {
  'oidc-stale': 'The answer was too old, or belonged to another browser. Start again.',
  'oidc-refused': 'You were not signed in there. Start again, or use your password.',
  'oidc-failed': 'Its answer could not be used. Try again; if it goes on, tell an owner.',
  'oidc-email-unverified': 'It does not vouch for your e-mail address. Ask whoever runs it.',
  'oidc-nobody': 'There is no account for you yet. Ask an owner to invite your e-mail address.',
  'oidc-not-linked': 'Your account has a password. Sign in with it, then link the other sign-in in your account.',
  'oidc-not-you': 'You signed in there as somebody else. Start again with your own account.',
  'oidc-taken': 'That account, or yours, is linked already.',
  'session-over': 'Your session ended meanwhile. Sign in again.',
};

/** What went wrong on the way through the identity provider: it is told in the address. */
export function CameBack({ problem }: { readonly problem: string | undefined }) {
  if (!problem) return null;
  return (
    <Notice tone="warning" title="The other sign-in did not work">
      <p>{CAME_BACK[problem] ?? 'Try again; if it goes on, tell an owner.'}</p>
    </Notice>
  );
}

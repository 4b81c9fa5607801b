import type { StatusTone } from '../../components/Status';
import { clockText, dayText, lengthText } from '../../lib/times';
import type { Connection } from './requests';

export interface Health {
  readonly tone: StatusTone;
  /** Two or three words. */
  readonly word: string;
  /** What is so, and what comes next. */
  readonly sentence: string;
}

const seconds = (from: number, to: number) => Math.abs(to - from) / 1000;

/** How a connection is, in words, at this time. */
export function health(connection: Connection, now: number): Health {
  if (connection.state === 'revoked') return { tone: 'off', word: 'Ended', sentence: connection.cause.text };
  if (connection.paused) {
    const since = lengthText(seconds(Date.parse(connection.paused.since), now));
    const reason = connection.paused.reason ? ` Reason: ${connection.paused.reason}.` : '';
    const text = `Paused for ${since}. Calls are refused, and the token is not renewed.${reason}`;
    return { tone: 'paused', word: 'Paused', sentence: text };
  }
  switch (connection.state) {
    case 'pending':
      return { tone: 'none', word: 'Not granted yet', sentence: connection.cause.text };
    case 'needs_reconnect':
      return { tone: 'bad', word: 'Needs reconnect', sentence: connection.cause.text };
    case 'misconfigured':
      return { tone: 'bad', word: 'Misconfigured', sentence: connection.cause.text };
    case 'degraded':
      return { tone: 'due', word: 'Renewal failing', sentence: `${connection.cause.text} It is tried again.` };
    default:
      return { tone: 'good', word: 'Healthy', sentence: `Healthy. ${token(connection, now)}` };
  }
}

function token(connection: Connection, now: number): string {
  const grant = connection.grant;
  if (!grant) return 'It has no token yet.';
  if (grant.refreshing) return 'The token is being renewed.';
  const renewed = grant.refreshedAt ? `Token renewed ${ago(grant.refreshedAt, now)}; ` : 'Token new; ';
  if (!grant.nextRefreshAt) {
    return grant.hasRefreshToken
      ? `${renewed}renewed again when it is used.`
      : `${renewed}good until ${until(grant.expiresAt, now)}, and the EHR gave nothing to renew it.`;
  }
  const next = Date.parse(grant.nextRefreshAt);
  return next <= now ? `${renewed}next renewal now.` : `${renewed}next renewal in ${lengthText(seconds(now, next))}.`;
}

const ago = (at: string, now: number) => `${lengthText(seconds(Date.parse(at), now))} ago`;

const until = (at: string, now: number) => (Math.abs(Date.parse(at) - now) < 86_400_000 ? clockText(at) : dayText(at));

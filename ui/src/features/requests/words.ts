import type { Schema } from '../../api/gateway';
import type { StatusTone } from '../../components/Status';

type Call = Schema<'Call'>;

export function toneOf(call: Call): StatusTone {
  if (call.status === 429) return 'due';
  if (call.code || call.status >= 500) return 'bad';
  return call.status >= 400 ? 'due' : 'good';
}

/** How a call ended, in one sentence. */
export function endOf(call: Call): string {
  if (call.status === 429) return 'It was one too many and was not sent.';
  if (call.code === 'client-gone') return 'The client left before the answer was whole.';
  if (call.code === 'ehr-answer-cut') return 'The EHR broke its answer off.';
  if (call.code) return 'The gateway gave this answer itself; there was none of the EHR to pass on.';
  if (call.status >= 500) return 'The EHR answered that it failed.';
  if (call.status >= 400) return 'The EHR refused it.';
  return 'The EHR answered it.';
}

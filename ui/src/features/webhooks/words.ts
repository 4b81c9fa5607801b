import type { Schema } from '../../api/gateway';
import type { StatusTone } from '../../components/Status';

type Endpoint = Schema<'WebhookEndpoint'>;
type Delivery = Schema<'WebhookDelivery'>;

/** What can be told, with what it means; `.*` stands for all of a kind. */
export const TYPES = [
  { value: 'connection.*', label: 'Everything about connections' },
  { value: 'connection.needs_reconnect', label: 'A practice must connect again' },
  { value: 'connection.degraded', label: 'A token could not be renewed' },
  { value: 'connection.active', label: 'A practice is connected' },
  { value: 'connection.misconfigured', label: 'A setting keeps a connection from working' },
  { value: 'connection.revoked', label: 'A connection was ended' },
  { value: 'export.*', label: 'Bulk exports have ended' },
  { value: 'registration.*', label: 'Registrations wait for somebody' },
  { value: 'webhook.disabled', label: 'Another endpoint was switched off' },
] as const;

export const wantsText = (types: readonly string[]) => (types.length === 0 ? 'Everything' : types.join(', '));

/** How an endpoint does, and why it is off. */
export function healthOf(endpoint: Endpoint): { tone: StatusTone; text: string } {
  switch (endpoint.health) {
    case 'failing':
      return { tone: 'bad', text: 'Failing' };
    case 'paused':
      return { tone: 'paused', text: pausedText(endpoint) };
    case 'healthy':
      return { tone: 'good', text: 'Healthy' };
    default:
      return { tone: 'none', text: 'Nothing sent yet' };
  }
}

export function pausedText({ disabledCause, disabledReason }: Endpoint): string {
  if (disabledCause === 'endpoint-gone') return 'Switched off: it answered 410, nobody is there';
  if (disabledCause) return `Switched off: ${disabledCause}`;
  return disabledReason ? `Paused: ${disabledReason}` : 'Paused';
}

/** How a delivery stands. */
export function stateOf(delivery: Delivery): { tone: StatusTone; text: string } {
  const status = delivery.lastAnswer?.status;
  if (delivery.state === 'delivered') return { tone: 'good', text: `Delivered${status ? `, ${status}` : ''}` };
  if (delivery.state === 'failed') return { tone: 'bad', text: 'Given up' };
  return delivery.attempts > 0 ? { tone: 'due', text: 'Tried, waits' } : { tone: 'due', text: 'Waits' };
}

import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { ask, gateway, type Schema } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { CodeBlock } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { More } from '../../components/More';
import { GuardedButton } from '../../components/Permitted';
import { Failed, Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { milliseconds } from '../../lib/numbers';
import { usePaged } from '../../lib/paged';
import { useMay } from '../../lib/session';
import { sessionState } from '../../lib/session-state';
import { fullText } from '../../lib/times';
import { useAct } from '../../lib/use-act';
import classes from './Webhooks.module.css';
import { stateOf } from './words';

type Endpoint = Schema<'WebhookEndpoint'>;
type Delivery = Schema<'WebhookDelivery'>;

const STATES = [
  { value: 'pending', label: 'On the way' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'failed', label: 'Given up' },
];

/** What was sent to an endpoint, newest first; one of them in full. */
export function DeliveryList({ endpoint }: { readonly endpoint: Endpoint }) {
  const { delivery: open, state } = useSearch({ from: '/shell/webhooks' });
  const navigate = useNavigate({ from: '/webhooks' });
  const show = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, delivery: id }) });
  const { query, rows = [] } = usePaged(
    ['webhooks', sessionState.tenant(), 'deliveries', endpoint.id, state ?? null],
    (cursor, signal) =>
      ask(() =>
        gateway.GET('/api/v1/webhook-endpoints/{id}/deliveries', {
          params: {
            path: { id: endpoint.id },
            query: { limit: 20, ...(state && { state }), ...(cursor && { cursor }) },
          },
          signal,
        }),
      ),
  );
  if (open) return <DeliveryDetails endpoint={endpoint} id={open} onBack={() => show(undefined)} />;
  return (
    <section>
      <div className={classes.head}>
        <h3 className={classes.title}>Deliveries</h3>
        <Select
          aria-label="State of deliveries"
          placeholder="All"
          data={STATES}
          value={state ?? null}
          clearable
          size="xs"
          comboboxProps={{ withinPortal: false }}
          onChange={(value) =>
            void navigate({
              search: (before) => ({ ...before, state: (value as typeof state | null) ?? undefined }),
              replace: true,
            })
          }
        />
      </div>
      <Loaded query={query}>
        {() =>
          rows.length === 0 ? (
            <p className={classes.note}>{state ? 'None like that.' : 'Nothing was sent in the last 30 days.'}</p>
          ) : (
            <ul className={classes.list}>
              {rows.map((row) => (
                <DeliveryLine key={row.id} delivery={row} onOpen={() => show(row.id)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {rows.length > 0 && (
        <div className={classes.foot}>
          <More query={query} shown={rows.length} thing="delivery" things="deliveries" />
        </div>
      )}
    </section>
  );
}

function DeliveryLine({ delivery, onOpen }: { readonly delivery: Delivery; readonly onOpen: () => void }) {
  const { tone, text } = stateOf(delivery);
  return (
    <li className={classes.line}>
      <button type="button" className={classes.open} onClick={onOpen}>
        {delivery.type}
      </button>
      <Status tone={tone}>{text}</Status>
      <span className={classes.note}>
        <Ago at={delivery.createdAt} />
      </span>
    </li>
  );
}

interface DetailsProps {
  readonly endpoint: Endpoint;
  readonly id: string;
  readonly onBack: () => void;
}

function DeliveryDetails({ endpoint, id, onBack }: DetailsProps) {
  const may = useMay('webhooks');
  const queries = useQueryClient();
  const path = { id: endpoint.id, delivery: id };
  const query = useQuery({
    queryKey: ['webhooks', sessionState.tenant(), 'delivery', endpoint.id, id],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/webhook-endpoints/{id}/deliveries/{delivery}', { params: { path }, signal })),
  });
  const again = useAct(
    useCallback(async () => {
      await ask(() =>
        gateway.POST('/api/v1/webhook-endpoints/{id}/deliveries/{delivery}/redeliver', {
          params: { path: { id: endpoint.id, delivery: id } },
        }),
      );
      await queries.invalidateQueries({ queryKey: ['webhooks'] });
    }, [endpoint.id, id, queries]),
  );
  return (
    <section>
      <div className={classes.head}>
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          ← All deliveries
        </Button>
        <GuardedButton
          may={may}
          size="compact-sm"
          variant="default"
          loading={again.busy}
          disabled={!endpoint.enabled}
          onClick={() => void again.run()}
        >
          Send again
        </GuardedButton>
      </div>
      {again.problem && <Failed problem={again.problem} />}
      <Loaded query={query}>
        {(found) => {
          const { tone, text } = stateOf(found);
          const answer = found.lastAnswer;
          return (
            <>
              <Facts
                of={[
                  [
                    'State',
                    <Status key="state" tone={tone}>
                      {text}
                    </Status>,
                  ],
                  ['Event', `${found.type}, ${found.subject}`],
                  ['Happened', fullText(found.occurredAt)],
                  ['Tries', found.attempts],
                  found.nextAttemptAt !== null && ['Next try', <Ago key="next" at={found.nextAttemptAt} />],
                  typeof found.tookMs === 'number' && ['Last try took', milliseconds(found.tookMs)],
                ]}
              />
              <h3 className={classes.title}>Request</h3>
              <CodeBlock
                what="request"
                text={`${found.request.method} ${found.request.url}\n${found.request.head}\n\n${pretty(found.request.body)}`}
              />
              <p className={classes.note}>The signature is left out: it is made anew each time.</p>
              <h3 className={classes.title}>Answer</h3>
              {answer ? (
                <CodeBlock
                  what="answer"
                  text={[answer.status ? `Status ${answer.status}` : 'No answer', answer.text, answer.head]
                    .filter(Boolean)
                    .join('\n')}
                />
              ) : (
                <p className={classes.note}>It was not tried yet.</p>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

import { useQuery } from '@tanstack/react-query';
import { ask, gateway } from '../../api/gateway';
import { PlotFrame } from '../../components/PlotFrame';
import { Empty, Loaded } from '../../components/States';
import { count, counted } from '../../lib/numbers';
import { sessionState } from '../../lib/session-state';
import { lengthText } from '../../lib/times';
import { BarList } from './BarList';

type Per = 'account' | 'client' | 'base_url' | 'operation' | 'practice';

const PER: Readonly<Record<Per, string>> = {
  account: 'per account',
  client: 'per application',
  base_url: 'per practice',
  operation: 'per practice',
  practice: 'per practice',
};

/** What is used of the rates that EHRs state, now. */
export function Rates() {
  const rates = useQuery({
    queryKey: ['stats', sessionState.tenant(), 'rate-limits'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/rate-limits', { signal })),
    placeholderData: (before) => before,
    refetchInterval: 15_000,
  });
  const ehrs = useQuery({
    queryKey: ['registrations', 'ehrs', 'names'],
    queryFn: ({ signal }) => ask(() => gateway.GET('/api/v1/ehrs', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const nameOf = (key: string) => ehrs.data?.items?.find((each) => each.ehr === key)?.name ?? key;
  return (
    <Loaded query={rates}>
      {({ items }) => (
        <PlotFrame
          title="Rates that EHRs allow"
          lead="Now: the last minute of the gateway’s node that answered, for connections used within the hour."
          columns={['EHR', 'Counted', 'At', 'Used in the last minute', 'Allowed in a minute']}
          rows={items.map((each) => [
            nameOf(each.ehr),
            PER[each.per],
            each.at,
            each.usedLastMinute,
            each.allowedPerMinute,
          ])}
          said={items.map((each) => [
            nameOf(each.ehr),
            PER[each.per],
            each.at,
            count(each.usedLastMinute),
            count(each.allowedPerMinute),
          ])}
        >
          {items.length === 0 ? (
            <Empty title="No EHR in use states a rate">
              Limits show here once calls go to an EHR whose profile tells how many it allows.
            </Empty>
          ) : (
            <BarList
              long
              rows={items.map((each) => {
                const share = each.usedLastMinute / each.allowedPerMinute;
                const quiet = each.quietSeconds > 0 ? `, wants quiet for ${lengthText(each.quietSeconds)}` : '';
                return {
                  key: `${each.ehr} ${each.at} ${each.applicationId ?? ''}`,
                  name: nameOf(each.ehr),
                  note: `${PER[each.per]} at ${each.at}, ${counted(each.connections, 'connection')}`,
                  share,
                  tone: quiet ? 'bad' : share > 0.8 ? 'warn' : 'good',
                  said: `${count(each.usedLastMinute)} of ${count(each.allowedPerMinute)}${quiet}`,
                };
              })}
            />
          )}
        </PlotFrame>
      )}
    </Loaded>
  );
}

import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask, gateway } from '../../api/gateway';
import { CopyText } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { SidePanel } from '../../components/SidePanel';
import { Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { bytes, milliseconds } from '../../lib/numbers';
import { sessionState } from '../../lib/session-state';
import { fullText } from '../../lib/times';
import type { Call } from './Requests';
import classes from './Requests.module.css';
import { endOf, toneOf } from './words';

interface RequestPanelProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
}

/** One call: how it ended, where its time went, and by which names others find it. */
export function RequestPanel({ id, onClose, onPrevious, onNext }: RequestPanelProps) {
  const call = useQuery({
    queryKey: ['calls', sessionState.tenant(), 'one', id],
    queryFn: ({ signal }) =>
      ask(() => gateway.GET('/api/v1/calls/{request}', { params: { path: { request: id } }, signal })),
    meta: { live: false },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const title = call.data ? `${call.data.method} ${call.data.route}` : 'Request';
  return (
    <SidePanel open title={title} onClose={onClose} onPrevious={onPrevious} onNext={onNext}>
      <Loaded query={call}>{(found) => <Details call={found} />}</Loaded>
    </SidePanel>
  );
}

function Details({ call }: { readonly call: Call }) {
  return (
    <Stack>
      <div>
        <Status tone={toneOf(call)}>{call.code ? `${call.status} ${call.code}` : call.status}</Status>
        <p className={classes.note}>{endOf(call)}</p>
      </div>
      <Phases call={call} />
      <Facts
        of={[
          ['Time', fullText(call.at)],
          ['Practice', call.practiceName ?? call.practiceId],
          [
            'Connection',
            <Anchor key="connection" component={Link} to={`/connections/${call.connectionId}`}>
              {call.connectionId}
            </Anchor>,
          ],
          ['By', call.callerName ?? call.callerId],
          ['Sent to the EHR', bytes(call.bytesIn)],
          ['Sent to the client', bytes(call.bytesOut)],
          ['Sent again', call.retried ? 'Yes, a kept connection had gone stale' : 'No'],
          ['Token renewed on the way', call.refreshed ? 'Yes, the EHR refused the first one' : 'No'],
          ['Request id', <CopyText key="id" text={call.requestId} what="request id" />],
          call.correlationIds.length > 0 && [
            'For the EHR’s support',
            <CopyText key="correlation" text={call.correlationIds.join(' ')} what="the EHR’s ids" />,
          ],
        ]}
      />
      <p className={classes.note}>
        Ids of patients, values of parameters and bodies are never recorded, so they cannot be shown here, and the call
        cannot be made again from here.
      </p>
    </Stack>
  );
}

function Phases({ call }: { readonly call: Call }) {
  const { tookMs, waitedMs } = call;
  if (!waitedMs) {
    return <p className={classes.note}>It took {milliseconds(tookMs)}. The EHR’s answer never began.</p>;
  }
  const share = Math.min(100, (waitedMs / Math.max(tookMs, 0.001)) * 100);
  return (
    <section>
      <h3 className={classes.heading}>{milliseconds(tookMs)} in all</h3>
      <div className={classes.phases} aria-hidden>
        <div className={classes.wait} style={{ width: `${share}%` }} />
        <div className={classes.rest} style={{ width: `${100 - share}%` }} />
      </div>
      <p className={classes.phaseNames}>
        <span>
          <span className={`${classes.dot} ${classes.wait}`} aria-hidden />
          Until the EHR’s answer began: {milliseconds(waitedMs)}
        </span>
        <span>
          <span className={`${classes.dot} ${classes.rest}`} aria-hidden />
          Passing it on: {milliseconds(Math.max(0, tookMs - waitedMs))}
        </span>
      </p>
    </section>
  );
}

import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask, gateway } from '../../api/gateway';
import { CopyIcon, CopyText } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { SidePanel } from '../../components/SidePanel';
import { Loaded } from '../../components/States';
import { Status } from '../../components/Status';
import { bytes, milliseconds } from '../../lib/numbers';
import { sessionState } from '../../lib/session-state';
import { fullText } from '../../lib/times';
import { again } from './again';
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
          ['Link to this request', <CopyIcon key="link" text={window.location.href} what="link to this request" />],
          ['Request id', <CopyText key="id" text={call.requestId} what="request id" />],
          call.correlationIds.length > 0 && [
            'For the EHR’s support',
            <CopyText key="correlation" text={call.correlationIds.join(' ')} what="the EHR’s ids" />,
          ],
        ]}
      />
      <OnceMore call={call} />
      <section>
        <h3 className={classes.heading}>What is not here</h3>
        <p className={classes.note}>
          Headers of the request and of the answer, ids of patients, values of parameters and bodies are never recorded,
          so that nothing of a patient lies here.
          {call.correlationIds.length > 0 && ' The EHR’s ids above let its support find the call.'}
        </p>
      </section>
    </Stack>
  );
}

/** The explorer makes it again, under the name of whoever presses, and writes it into the audit. */
function OnceMore({ call }: { readonly call: Call }) {
  const found = again(call);
  return (
    <section>
      <h3 className={classes.heading}>Make it once more</h3>
      {found ? (
        <>
          <p className={classes.note}>
            {found.missing
              ? `Fill in ${found.missing} before you send it: they are not recorded.`
              : 'Its address is known in full.'}{' '}
            It is sent under your name and written into the audit.
          </p>
          <Anchor
            component={Link}
            size="sm"
            to={`/connections/${call.connectionId}`}
            // the route is another feature's
            search={{ tab: 'explorer', path: found.path } as never}
          >
            Open in the explorer
          </Anchor>
        </>
      ) : (
        <p className={classes.note}>
          Only reading FHIR calls can be made from here. Let your software send this one again.
        </p>
      )}
    </section>
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

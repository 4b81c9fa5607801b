import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ago } from '../../components/Ago';
import { CodeBlock, CopyText } from '../../components/Code';
import { Facts } from '../../components/Facts';
import { Notice } from '../../components/Notice';
import { SidePanel } from '../../components/SidePanel';
import { Loaded } from '../../components/States';
import { counted } from '../../lib/numbers';
import classes from './practices.module.css';
import { kindWords, type Practice, placeText, practiceQuery } from './requests';

interface PracticePanelProps {
  /** Null when none is open. */
  readonly id: string | null;
  readonly names: ReadonlyMap<string, string>;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
}

/** One practice in full: how it is reached, who uses it, and what the list says of it. */
export function PracticePanel({ id, names, onClose, onPrevious, onNext }: PracticePanelProps) {
  const practice = useQuery({ ...practiceQuery(id ?? ''), enabled: id !== null });
  return (
    <SidePanel
      open={id !== null}
      title={practice.data?.name ?? 'Practice'}
      onClose={onClose}
      onPrevious={onPrevious}
      onNext={onNext}
    >
      {id !== null && (
        <Loaded query={practice}>
          {(found) => <Details practice={found} ehr={names.get(found.ehr) ?? found.ehr} />}
        </Loaded>
      )}
    </SidePanel>
  );
}

function Details({ practice, ehr }: { readonly practice: Practice; readonly ehr: string }) {
  return (
    <>
      {practice.removedAt && (
        <Notice tone="warning" title="No longer on the list">
          It left the list <Ago at={practice.removedAt} />. Its connections go on; new ones cannot be made.
        </Notice>
      )}
      <Facts
        of={[
          ['EHR', ehr],
          ['Place', [practice.line, placeText(practice), practice.postalCode].filter(Boolean).join(', ') || null],
          ['NPI', practice.npi && <CopyText text={practice.npi} what="NPI" />],
          practice.ein ? ['EIN', practice.ein] : null,
          ['From', practice.addedByHand ? 'Added by hand' : 'The published list'],
          ['Connections', counted(practice.connections ?? 0, 'connection')],
          ['Id', <CopyText key="id" text={practice.id} what="practice id" />],
        ]}
      />
      <h3 className={classes.section}>Endpoints</h3>
      {practice.endpoints.map((endpoint) => (
        <div key={endpoint.id} className={classes.endpoint}>
          <p className={classes.kind}>
            {kindWords[endpoint.kind] ?? endpoint.kind}
            {endpoint.removedAt && ' (removed)'}
          </p>
          <CopyText text={endpoint.baseUrl} what="address" />
          {endpoint.disputed && <p className={classes.quiet}>The list names another address beside this one.</p>}
        </div>
      ))}
      <div className={classes.buttons} style={{ marginTop: 16 }}>
        {!practice.removedAt && (
          <Button
            renderRoot={(props: object) => (
              <Link
                {...props}
                to="/connect-a-practice"
                search={(before: object) => ({ ...before, practice: practice.id })}
              />
            )}
          >
            Connect this practice
          </Button>
        )}
      </div>
      <h3 className={classes.section}>As the gateway keeps it</h3>
      <CodeBlock text={JSON.stringify(practice, null, 2)} what="entry" />
    </>
  );
}

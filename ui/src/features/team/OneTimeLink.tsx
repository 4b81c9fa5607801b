import { OnceShown } from '../../components/OnceShown';

/** The link by which an invited person chooses a password. What stands behind # never reaches a server's log. */
export function OneTimeLink({ token, onClose }: { readonly token: string | null; readonly onClose: () => void }) {
  return (
    <OnceShown
      secret={token === null ? null : `${window.location.origin}/console/invitation#${token}`}
      title="Give this link to the person"
      what="invitation link"
      onClose={onClose}
    >
      <p>It works once, within a week. Whoever has it can become this person here, so hand it over in private.</p>
    </OnceShown>
  );
}

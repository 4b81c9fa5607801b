import { ActionIcon, Button, FileButton } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, gateway } from '../../api/gateway';
import { Ago } from '../../components/Ago';
import { Failed, Loaded } from '../../components/States';
import { Problem } from '../../lib/problem';
import { sessionState } from '../../lib/session-state';
import { evidenceQuery, nameOf, type Registration } from './requests';
import classes from './Tracker.module.css';

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  eml: 'message/rfc822',
};

/** Files kept as evidence: the signed form, the vendor's e-mail. */
export function Files({ registration, step }: { readonly registration: Registration; readonly step: string }) {
  const client = useQueryClient();
  const query = useQuery(evidenceQuery(registration.id));
  const refresh = () => void client.invalidateQueries({ queryKey: ['registrations', registration.id] });
  const add = useMutation({ mutationFn: (file: File) => upload(registration.id, step, file), onSuccess: refresh });
  const remove = useMutation({
    mutationFn: (evidence: string) =>
      ask(() =>
        gateway.DELETE('/api/v1/registrations/{id}/evidence/{evidence}', {
          params: { path: { id: registration.id, evidence } },
        }),
      ),
    onSuccess: refresh,
  });
  const problem = add.error ?? remove.error;
  return (
    <>
      <div className={classes.row}>
        <p className={classes.meta}>PDF, PNG, JPEG or e-mail, 10 MiB each. Sealed before they are stored.</p>
        <FileButton onChange={(file) => file && add.mutate(file)} accept=".pdf,.png,.jpg,.jpeg,.eml">
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={add.isPending}>
              Add a file
            </Button>
          )}
        </FileButton>
      </div>
      {problem && <Failed problem={Problem.of(problem)} />}
      <Loaded query={query}>
        {({ items, people }) =>
          items.length === 0 ? (
            <p className={classes.meta}>No files yet.</p>
          ) : (
            <ul className={classes.list}>
              {items.map((file) => (
                <li key={file.id} className={classes.row}>
                  <div>
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      onClick={() => void download(registration.id, file.id, file.name)}
                    >
                      {file.name}
                    </Button>
                    <p className={classes.meta}>
                      {sizeText(file.size)}, {nameOf(file.addedBy, people)}, <Ago at={file.addedAt} />
                    </p>
                  </div>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove ${file.name}`}
                    onClick={() => remove.mutate(file.id)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

const sizeText = (bytes: number) =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 * 1024
      ? `${Math.round(bytes / 1024)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** What every request of a signed-in person carries. */
function carried(): Record<string, string> {
  const token = sessionState.csrfToken();
  const tenant = sessionState.tenant();
  return { ...(token && { 'X-CSRF-Token': token }), ...(tenant && { 'Gatehouse-Tenant': tenant }) };
}

/** The file itself is the body, which the generated client cannot send. */
async function upload(id: string, step: string, file: File) {
  const type = TYPES[file.name.split('.').at(-1)?.toLowerCase() ?? ''] ?? file.type;
  const query = new URLSearchParams({ step, name: file.name });
  const { response, error } = await send(`/api/v1/registrations/${encodeURIComponent(id)}/evidence?${query}`, {
    method: 'POST',
    headers: { ...carried(), 'Content-Type': type },
    body: file,
  });
  if (!response.ok) throw Problem.fromBody(error, response);
}

async function send(path: string, request: RequestInit) {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...request }).catch(() => {
    throw Problem.offline();
  });
  return { response, error: response.ok ? null : await response.json().catch(() => null) };
}

async function download(id: string, evidence: string, name: string) {
  const path = `/api/v1/registrations/${encodeURIComponent(id)}/evidence/${encodeURIComponent(evidence)}`;
  const { response } = await send(path, { headers: carried() });
  if (!response.ok) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

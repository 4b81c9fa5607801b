import { queryOptions } from '@tanstack/react-query';
import type { AuthorizeRequest } from '../../api/connect';
import { authorizeAnswer, practicesAnswer, sessionAnswer, testReadAnswer } from '../../api/connect';
import { call, type Send } from '../../lib/api-client';

/** Hits shown at once: they fit a phone without scrolling inside the list. */
export const SHOWN_PRACTICES = 6;

/** This page's own address. */
export const pageOf = (token: string) => `/connect/${encodeURIComponent(token)}`;

const at = (token: string, rest: string) => `${pageOf(token)}/${rest}`;

export const sessionQuery = (token: string) =>
  queryOptions({
    queryKey: ['session', token],
    queryFn: ({ signal }) => call('GET', { path: at(token, 'session'), answer: sessionAnswer, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const practicesQuery = (token: string, query: string) =>
  queryOptions({
    queryKey: ['practices', token, query],
    queryFn: async ({ signal }) => {
      const parameters = new URLSearchParams({ q: query, limit: String(SHOWN_PRACTICES) });
      const path = at(token, `practices?${parameters}`);
      return { ...(await call('GET', { path, answer: practicesAnswer, signal })), query };
    },
    staleTime: 60_000,
  });

/** Asked once for each connection: the gateway really reads from the EHR. */
export const testReadQuery = (token: string, connectionId: string) =>
  queryOptions({
    queryKey: ['test-read', token, connectionId],
    queryFn: () => call('POST', { path: at(token, 'test-read'), answer: testReadAnswer }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

export const authorize = (token: string, request: AuthorizeRequest, via?: Send) =>
  call('POST', { path: at(token, 'authorize'), answer: authorizeAnswer, body: request, ...(via && { via }) });

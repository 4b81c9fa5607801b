import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import * as z from 'zod/mini';
import { isUnattended, UNATTENDED } from './attention';
import { readEvents, type StreamEvent } from './event-stream';
import { sessionState } from './session-state';

/**
 * How the page hears of changes. `lost`: nothing answers, and it tries again. `polling`: the gateway answers, but no stream
 * can be had, so everything shown is asked for again every ten seconds. `resting`: nobody looks, or there is nothing to hear.
 */
export type LiveKind = 'connecting' | 'live' | 'polling' | 'lost' | 'resting';

export interface LiveState {
  readonly kind: LiveKind;
  /** When it tries again, in milliseconds of this device's clock; null if it does not wait. */
  readonly retryAt: number | null;
}

const POLL_MS = 10_000;
const SILENCE_MS = 40_000;
const FIRST_WORD_MS = 10_000;
const HIDDEN_MS = 10_000;
const STREAM_AGAIN_MS = 60_000;
const LONGEST_WAIT_MS = 20_000;
const FIRST_WAIT_MS = 5_000;

/** First parts of query keys that a topic of the gateway concerns. */
const CONCERNS: Readonly<Record<string, readonly string[]>> = {
  connections: ['connections', 'overview', 'attention'],
  calls: ['calls', 'stats', 'overview'],
  exports: ['exports'],
  registrations: ['registrations', 'overview'],
  applications: ['applications', 'registrations', 'overview', 'attention'],
  practices: ['practices'],
  directories: ['directories', 'practices', 'overview', 'attention'],
  webhooks: ['webhooks', 'overview', 'attention'],
  audit: ['audit', 'overview'],
  operators: ['operators', 'session'],
  'api-keys': ['api-keys'],
  tenants: ['tenants', 'session'],
};

/** At most so often, in milliseconds; others 1,500. */
const PACE: Readonly<Record<string, number>> = { calls: 2_500, stats: 10_000, overview: 5_000, attention: 10_000 };
const USUAL_PACE = 1_500;

const hint = z.object({ topic: z.string(), id: z.optional(z.string()) });
const ending = z.object({ reason: z.string() });

type Listener = (id: string | undefined) => void;

let state: LiveState = { kind: 'resting', retryAt: null };
let tryNow: (() => void) | null = null;
const watchers = new Set<() => void>();
const topicListeners = new Map<string, Set<Listener>>();

function become(kind: LiveKind, retryAt: number | null = null) {
  if (state.kind === kind && state.retryAt === retryAt) return;
  state = { kind, retryAt };
  for (const each of watchers) each();
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

/** How the page hears of changes right now. */
export function useLive(): LiveState {
  return useSyncExternalStore(watch, () => state);
}

/** Does not wait for the next try. */
export const tryAgainNow = () => tryNow?.();

/** For screens that do more than ask again: hears each hint of a topic, undefined for several things at once. */
export function useTopic(topic: string, listener: Listener) {
  useEffect(() => {
    const listeners = topicListeners.get(topic) ?? new Set();
    topicListeners.set(topic, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [topic, listener]);
}

/**
 * Keeps what is shown true: asks again for what the gateway says has changed. Queries with `meta: { live: false }` are left
 * alone. Runs until the answer is called.
 */
export function startLive(client: QueryClient): () => void {
  const refresh = new Refresher(client);
  let lastId: string | null = null;
  let lostTimes = 0;
  let attempt: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hidden: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let stopped = false;

  const wait = (ms: number, then: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };

  const polling = (on: boolean) => {
    clearInterval(poll);
    poll = on ? setInterval(() => refresh.everything(), POLL_MS) : undefined;
  };

  const hear = (event: StreamEvent) => {
    if (event.id) lastId = event.id;
    if (event.name === 'resync') refresh.everything();
    if (event.name === 'changed') {
      const read = hint.safeParse(parsed(event.data));
      if (read.success) refresh.topic(read.data.topic, read.data.id);
    }
    if (event.name === 'ended') {
      const read = ending.safeParse(parsed(event.data));
      if (read.success && read.data.reason === 'session-over') refresh.now('session');
    }
  };

  const lost = () => {
    const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * Math.max(1, lostTimes));
    lostTimes += 1;
    polling(false);
    become('lost', Date.now() + ms);
    wait(ms, connect);
  };

  /** The gateway is there, but gives no stream now. */
  const withoutStream = () => {
    lostTimes = 0;
    become('polling');
    refresh.everything();
    polling(true);
    wait(STREAM_AGAIN_MS, connect);
  };

  const refused = (status: number) => {
    if (status === 401) refresh.now('session');
    if (status === 401 || status === 403) {
      become('resting');
      wait(STREAM_AGAIN_MS, connect);
    } else if (status === 502 || status === 504) lost();
    else withoutStream();
  };

  async function connect() {
    clearTimeout(timer);
    attempt?.abort();
    if (stopped || document.hidden) return become('resting');
    const own = new AbortController();
    attempt = own;
    if (state.kind === 'resting') become('connecting');
    const watchdog = new Watchdog(() => own.abort());
    watchdog.expect(FIRST_WORD_MS);
    let begun = false;
    try {
      const response = await fetch('/api/events', {
        credentials: 'same-origin',
        cache: 'no-store',
        headers: streamHeaders(lastId),
        signal: own.signal,
      });
      if (!response.ok || !response.body) return refused(response.status);
      await readEvents(response.body, (event) => {
        watchdog.expect(SILENCE_MS);
        if (!begun) {
          begun = true;
          const missed = lostTimes > 0 || state.kind === 'polling';
          lostTimes = 0;
          lastId ??= '0';
          polling(false);
          become('live');
          if (missed) refresh.everything();
        }
        hear(event);
      });
    } catch {
      // told apart below
    } finally {
      watchdog.end();
    }
    if (stopped || attempt !== own) return;
    if (document.hidden) return become('resting');
    // A stream that ended well: a gateway that is about to stop, or a session that ended. The next try tells.
    if (begun && !own.signal.aborted) wait(lostTimes === 0 ? 250 : FIRST_WAIT_MS, connect);
    else if (own.signal.aborted && !begun) withoutStream();
    else lost();
  }

  const looked = () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(rest, HIDDEN_MS);
    else if (state.kind === 'resting') void connect();
  };
  const rest = () => {
    if (!document.hidden) return;
    clearTimeout(timer);
    become('resting');
    polling(false);
    attempt?.abort();
  };

  tryNow = () => void connect();
  document.addEventListener('visibilitychange', looked);
  void connect();
  return () => {
    stopped = true;
    tryNow = null;
    clearTimeout(timer);
    clearTimeout(hidden);
    polling(false);
    refresh.end();
    attempt?.abort();
    document.removeEventListener('visibilitychange', looked);
    become('resting');
  };
}

function streamHeaders(lastId: string | null): Record<string, string> {
  const tenant = sessionState.tenant();
  return {
    Accept: 'text/event-stream',
    ...(tenant && { 'Gatehouse-Tenant': tenant }),
    ...(lastId && { 'Last-Event-ID': lastId }),
    ...(isUnattended() && { [UNATTENDED]: '1' }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Ends a stream that says nothing for too long: a proxy that keeps it back, or a connection that died silently. */
class Watchdog {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly bite: () => void) {}

  expect(ms: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.bite, ms);
  }

  end() {
    clearTimeout(this.timer);
  }
}

/** Asks again for what may have changed, each kind of thing at most every so often. */
class Refresher {
  private readonly due = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly at = new Map<string, number>();

  constructor(private readonly client: QueryClient) {}

  topic(topic: string, id: string | undefined) {
    for (const each of topicListeners.get(topic) ?? []) each(id);
    for (const kind of CONCERNS[topic] ?? [topic]) this.soon(kind);
  }

  everything() {
    for (const listeners of topicListeners.values()) for (const each of listeners) each(undefined);
    for (const kind of new Set(Object.values(CONCERNS).flat())) if (kind !== 'session') this.soon(kind);
  }

  private soon(kind: string) {
    if (this.due.has(kind)) return;
    const pace = PACE[kind] ?? USUAL_PACE;
    const ms = Math.max(0, (this.at.get(kind) ?? 0) + pace - Date.now());
    this.due.set(
      kind,
      setTimeout(() => this.now(kind), ms),
    );
  }

  now(kind: string) {
    clearTimeout(this.due.get(kind));
    this.due.delete(kind);
    this.at.set(kind, Date.now());
    void this.client.invalidateQueries(
      { queryKey: [kind], predicate: (query) => query.meta?.live !== false },
      { cancelRefetch: false },
    );
  }

  end() {
    for (const each of this.due.values()) clearTimeout(each);
    this.due.clear();
  }
}

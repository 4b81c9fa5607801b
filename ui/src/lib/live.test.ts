import { QueryClient } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startLive, useLive } from './live';

const encoder = new TextEncoder();
let stop: () => void = () => undefined;
let asked: Headers[] = [];
let invalidated: unknown[] = [];

function client() {
  const made = new QueryClient();
  vi.spyOn(made, 'invalidateQueries').mockImplementation(async (filters) => {
    invalidated.push(filters?.queryKey?.[0]);
  });
  return made;
}

/** A gateway whose stream says what the test says. */
function stream() {
  let say: (text: string) => void = () => undefined;
  let end: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      say = (text) => controller.enqueue(encoder.encode(text));
      end = () => controller.close();
    },
  });
  return { response: new Response(body, { status: 200 }), say: (text: string) => say(text), end: () => end() };
}

function answer(...responses: (() => Promise<Response>)[]) {
  vi.stubGlobal('fetch', (_path: string, request: RequestInit) => {
    asked.push(new Headers(request.headers));
    const next = responses.length > 1 ? responses.shift() : responses[0];
    return next ? next() : Promise.reject(new Error('none'));
  });
}

const kind = () => renderHook(() => useLive()).result.current.kind;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  invalidated = [];
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a hint asks again for what it concerns, and a storm of hints does so once', async () => {
  const { response, say } = stream();
  answer(async () => response);
  stop = startLive(client());
  await vi.advanceTimersByTimeAsync(10);
  say('retry: 3000\n\n');
  for (let i = 0; i < 50; i++) say(`event: changed\nid: ${i}\ndata: {"topic":"webhooks","id":"hook_${i}"}\n\n`);
  await vi.advanceTimersByTimeAsync(100);

  expect(kind()).toBe('live');
  expect(invalidated).toEqual(['webhooks', 'overview', 'attention']);

  say('event: changed\nid: 51\ndata: {"topic":"webhooks"}\n\n');
  await vi.advanceTimersByTimeAsync(100);
  expect(invalidated).toEqual(['webhooks', 'overview', 'attention']);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(invalidated).toEqual(['webhooks', 'overview', 'attention', 'webhooks']);
});

test('without an answer the page says when it tries again, and reads everything anew when it is back', async () => {
  const back = stream();
  answer(
    () => Promise.reject(new TypeError('Failed to fetch')),
    async () => back.response,
  );
  stop = startLive(client());
  await vi.advanceTimersByTimeAsync(10);
  expect(kind()).toBe('lost');
  await vi.advanceTimersByTimeAsync(5_000);
  back.say('retry: 3000\n\n');
  await vi.advanceTimersByTimeAsync(100);

  expect(kind()).toBe('live');
  expect(invalidated).toContain('connections');
  expect(asked).toHaveLength(2);
});

test('where no stream can be had everything is asked for every ten seconds', async () => {
  answer(async () => new Response(null, { status: 429 }));
  stop = startLive(client());
  await vi.advanceTimersByTimeAsync(10);
  expect(kind()).toBe('polling');
  await vi.advanceTimersByTimeAsync(100);
  const first = invalidated.filter((each) => each === 'webhooks').length;
  await vi.advanceTimersByTimeAsync(20_500);

  expect(first).toBe(1);
  expect(invalidated.filter((each) => each === 'webhooks')).toHaveLength(3);
});

test('a stream that says nothing for long is given up and tried again with what was heard last', async () => {
  const silent = stream();
  const again = stream();
  answer(
    async () => silent.response,
    async () => again.response,
  );
  stop = startLive(client());
  await vi.advanceTimersByTimeAsync(10);
  silent.say('retry: 3000\n\nevent: changed\nid: 7\ndata: {"topic":"audit"}\n\n');
  await vi.advanceTimersByTimeAsync(41_000);
  silent.end();
  await vi.advanceTimersByTimeAsync(6_000);

  expect(asked.at(-1)?.get('Last-Event-ID')).toBe('7');
});

test('a session that ended is found out at once', async () => {
  const { response, say } = stream();
  answer(async () => response);
  stop = startLive(client());
  await vi.advanceTimersByTimeAsync(10);
  say('retry: 3000\n\nevent: ended\nid: 1\ndata: {"reason":"session-over"}\n\n');
  await vi.advanceTimersByTimeAsync(10);

  expect(invalidated).toContain('session');
});

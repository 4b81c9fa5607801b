import * as z from 'zod/mini';

const problemBody = z.object({
  title: z.nullish(z.string()),
  detail: z.nullish(z.string()),
  code: z.nullish(z.string()),
  requestId: z.nullish(z.string()),
  errors: z.nullish(z.array(z.object({ path: z.string(), message: z.string() }))),
});

/** One value that was refused. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** An answer that is not the one asked for: the gateway's problem document (RFC 9457), or no usable answer at all. */
export class Problem extends Error {
  override readonly name = 'Problem';

  private constructor(
    /** Stable and in kebab case. `offline`: nothing answered. `unexpected`: an answer this page cannot read. */
    readonly code: string,
    /** A sentence the gateway wrote for the person on the page. */
    readonly detail: string | null,
    /** What support needs to find the request. */
    readonly reference: string | null,
    /** Of the answer; 0 if there was none. */
    readonly status: number = 0,
    /** What is wrong with what was sent, by the path of each value in it. */
    readonly errors: readonly FieldError[] = [],
    /** How long to wait before trying again, in seconds, if the gateway said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail ?? code);
  }

  static offline(): Problem {
    return new Problem('offline', null, null);
  }

  static unexpected(reference: string | null = null): Problem {
    return new Problem('unexpected', null, reference);
  }

  static fromBody(body: unknown, answer?: Response): Problem {
    const read = problemBody.safeParse(body);
    const wait = Number(answer?.headers.get('Retry-After') ?? Number.NaN);
    const status = answer?.status ?? 0;
    if (!read.success) return new Problem('unexpected', null, answer?.headers.get('X-Request-Id') ?? null, status);
    const { code, detail, title, requestId, errors } = read.data;
    return new Problem(
      code ?? 'unexpected',
      detail ?? title ?? null,
      requestId ?? null,
      status,
      errors ?? [],
      Number.isFinite(wait) ? wait : null,
    );
  }

  /** What is wrong with one value, by its path in what was sent. */
  fieldErrors(): Record<string, string> {
    return Object.fromEntries(this.errors.map(({ path, message }) => [path, message]));
  }

  static of(thrown: unknown): Problem {
    return thrown instanceof Problem ? thrown : Problem.unexpected();
  }
}

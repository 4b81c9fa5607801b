import * as z from 'zod/mini';

const problemBody = z.object({
  title: z.nullish(z.string()),
  detail: z.nullish(z.string()),
  code: z.nullish(z.string()),
  requestId: z.nullish(z.string()),
});

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
  ) {
    super(detail ?? code);
  }

  static offline(): Problem {
    return new Problem('offline', null, null);
  }

  static unexpected(reference: string | null = null): Problem {
    return new Problem('unexpected', null, reference);
  }

  static fromBody(body: unknown): Problem {
    const read = problemBody.safeParse(body);
    if (!read.success) return Problem.unexpected();
    const { code, detail, title, requestId } = read.data;
    return new Problem(code ?? 'unexpected', detail ?? title ?? null, requestId ?? null);
  }

  static of(thrown: unknown): Problem {
    return thrown instanceof Problem ? thrown : Problem.unexpected();
  }
}

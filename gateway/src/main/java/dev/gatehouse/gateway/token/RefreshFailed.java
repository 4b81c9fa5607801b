package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;

/** A refresh that was asked for did not work: 409 with the code and words of its cause. */
public final class RefreshFailed extends Failure.Conflict {
    RefreshFailed(Throwable cause) {
        super(Problem.of(cause).code(), Problem.of(cause).detail(), cause);
    }
}

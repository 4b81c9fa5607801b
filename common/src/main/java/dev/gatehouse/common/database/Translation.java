package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import jakarta.persistence.OptimisticLockException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.hibernate.JDBCException;
import org.hibernate.PessimisticLockException;
import org.hibernate.StaleStateException;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.ConstraintViolationException.ConstraintKind;
import org.hibernate.exception.DataException;
import org.hibernate.exception.LockAcquisitionException;
import org.hibernate.exception.SQLGrammarException;
import org.jspecify.annotations.Nullable;

/**
 * What a driver or Hibernate says, in our words. The drivers' own messages are never passed on, not even as a cause: they
 * hold the offending values.
 */
final class Translation {
    private static final Duration SOON = Duration.ofSeconds(2);

    private Translation() {}

    /** A {@link Failure}, or a {@link DriverFailure} if the statement itself is wrong, or else the failure as it is. */
    static Throwable translate(Throwable failure) {
        Throwable cause = unwrap(failure);
        for (Throwable each = cause; each != null; each = each.getCause()) {
            Throwable known = known(each);
            if (known != null) {
                return known;
            }
        }
        return cause;
    }

    private static @Nullable Throwable known(Throwable failure) {
        if (failure instanceof Failure || failure instanceof DriverFailure) {
            return failure;
        }
        if (failure instanceof ConstraintViolationException violation) {
            return violation.getKind() == ConstraintKind.UNIQUE
                    ? new UniqueViolation(Objects.requireNonNullElse(violation.getConstraintName(), ""))
                    : DriverFailure.of(failure);
        }
        if (failure instanceof OptimisticLockException || failure instanceof StaleStateException) {
            return new StaleRow();
        }
        if (failure instanceof DataException) {
            return new Failure.Invalid(
                    "not-storable", "A value is too long, or holds a character that can't be stored.");
        }
        if (failure instanceof SQLGrammarException) {
            return DriverFailure.of(failure);
        }
        if (failure instanceof jakarta.persistence.PessimisticLockException
                || failure instanceof jakarta.persistence.LockTimeoutException
                || failure instanceof PessimisticLockException
                || failure instanceof LockAcquisitionException) {
            return new Failure.Unavailable(
                    "database-busy", "Somebody else holds the same entry. Please try again.", SOON, null);
        }
        return isOutage(failure)
                ? new Failure.Unavailable(
                        "database-unavailable",
                        "The database did not take the request. Please try again.",
                        SOON,
                        DriverFailure.of(failure))
                : null;
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof JDBCException
                || failure instanceof SQLException
                || failure instanceof io.vertx.sqlclient.DatabaseException
                || failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof VertxException
                || failure instanceof NoStackTraceThrowable;
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}

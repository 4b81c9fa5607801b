package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import jakarta.persistence.OptimisticLockException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.hibernate.HibernateException;
import org.hibernate.StaleStateException;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.ConstraintViolationException.ConstraintKind;

/**
 * What a driver or Hibernate says, in our words. The drivers' own messages are never passed on: H2 puts the offending
 * values into them.
 */
final class Translation {
    private static final Duration SOON = Duration.ofSeconds(2);

    private Translation() {}

    static Throwable translate(Throwable failure) {
        Throwable cause = unwrap(failure);
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof Failure) {
                return each;
            }
            if (each instanceof ConstraintViolationException violation
                    && violation.getKind() == ConstraintKind.UNIQUE) {
                return new UniqueViolation(Objects.requireNonNullElse(violation.getConstraintName(), ""));
            }
            if (each instanceof OptimisticLockException || each instanceof StaleStateException) {
                return new StaleRow();
            }
        }
        if (cause instanceof HibernateException
                || cause instanceof java.sql.SQLException
                || cause instanceof io.vertx.sqlclient.DatabaseException
                || cause instanceof java.net.ConnectException
                || cause instanceof io.vertx.core.impl.NoStackTraceThrowable) {
            return new Failure.Unavailable(
                    "database-unavailable", "The database did not take the request. Please try again.", SOON, cause);
        }
        return cause;
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}

package dev.gatehouse.gateway.operator;

import com.password4j.Argon2Function;
import com.password4j.BadParametersException;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of people, as Argon2id with 46 MiB, one pass, one lane (OWASP Password Storage Cheat Sheet, 2025). At most two
 * are worked on at once and the rest wait, so that signing in can't starve the process of memory or cores.
 */
final class Passwords {
    static final int SHORTEST = 15;
    static final int LONGEST = 256;

    private static final int KIBIBYTES = 46 * 1024;
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 32;
    private static final int FEWEST_DIFFERENT = 6;
    private static final List<String> EASY =
            List.of("gatehouse", "password", "qwertz", "qwerty", "letmein", "123456", "practicefusion");

    /** Hash of a password that nobody has, made with the same figures. */
    static final String NOBODYS =
            "$argon2id$v=19$m=47104,t=1,p=1$933+UVQJBdVotqenxIJSEw$YFwg7pLbd/SDj+jngj0DWoWIp11SiyVMTL3LgIns6no";

    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();

    Passwords(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("passwords", AT_ONCE);
    }

    /** What is wrong with it as a new password of this person; empty if nothing. Never repeats it. */
    static Optional<String> mistake(String password, String email) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            return Optional.of("should have " + SHORTEST + " to " + LONGEST + " characters; a sentence is fine");
        }
        String plain = password.toLowerCase(Locale.ROOT);
        if (plain.chars().distinct().count() < FEWEST_DIFFERENT) {
            return Optional.of("should have at least " + FEWEST_DIFFERENT + " different characters");
        }
        String name = email.substring(0, Math.max(0, email.indexOf('@')));
        String rest = plain;
        for (String easy : EASY) {
            rest = rest.replace(easy, "");
        }
        if (name.length() > 2) {
            rest = rest.replace(name, "");
        }
        return rest.length() < SHORTEST / 2
                ? Optional.of("should be more than well-known words and your own name")
                : Optional.empty();
    }

    /** Fails with 429 {@code sign-in-throttled} when too many wait already. */
    Future<String> hash(SecretText password) {
        return queued(() -> hashed(password.reveal()));
    }

    private <T> Future<T> queued(Callable<T> work) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(SignInRefused.tooOften(Duration.ofSeconds(2)));
        }
        return workers.executeBlocking(work, false).onComplete(done -> waiting.decrementAndGet());
    }

    /** @param hash null if there is no such person: then it takes as long, and is false */
    Future<Boolean> matches(SecretText password, @Nullable String hash) {
        return queued(() -> check(password.reveal(), hash == null ? NOBODYS : hash) && hash != null);
    }

    private static String hashed(String password) {
        return Password.hash(password).addRandomSalt(16).with(argon()).getResult();
    }

    /** The library keeps it, with all that memory, from the first use on: so not before somebody signs in. */
    static Argon2Function argon() {
        return Argon2Function.getInstance(KIBIBYTES, 1, 1, 32, Argon2.ID);
    }

    private static boolean check(String password, String hash) {
        try {
            return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
        } catch (BadParametersException unreadable) {
            return false;
        }
    }

    Future<Void> close() {
        return workers.close();
    }
}

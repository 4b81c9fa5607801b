package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.util.Map;
import java.util.OptionalLong;

/** What people change of their own account, with a fresh proof of who they are: password and second factor. */
public final class OwnAccount {
    private final Database database;
    private final AuditTrail audit;
    private final OperatorStore store;
    private final OperatorSessions sessions;
    private final Passwords passwords;
    private final Totp totp;
    private final Sealer sealer;

    OwnAccount(
            Database database,
            AuditTrail audit,
            OperatorStore store,
            OperatorSessions sessions,
            Passwords passwords,
            Totp totp,
            Sealer sealer) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.sessions = sessions;
        this.passwords = passwords;
        this.totp = totp;
        this.sealer = sealer;
    }

    Future<Operator> rename(Author by, String displayName) {
        return database.inTransaction(tx -> store.byId(tx, by.id()).compose(found -> {
            OperatorRow row = found.orElseThrow(SignInRefused::noSession);
            row.displayName = displayName;
            audit.record(tx, by, "operator.renamed", by.id(), Map.of());
            sessions.announce(tx, by.id());
            return store.roles(tx, by.id()).map(row::toOperator);
        }));
    }

    /** All sessions end, the one that asks included. */
    Future<Void> setPassword(Author by, SecretText password) {
        return passwords
                .hash(password)
                .compose(hash ->
                        database.inTransaction(tx -> store.byId(tx, by.id()).compose(found -> {
                            found.orElseThrow(SignInRefused::noSession).password = hash;
                            audit.record(tx, by, "operator.password-changed", by.id(), Map.of());
                            return sessions.endAll(tx, by.id());
                        })));
    }

    /** A new seed, which counts once a code of it was shown; the second factor so far goes on until then. */
    Future<SecretText> offerTotp(Author by) {
        SecretText seed = totp.newSeed();
        return database.inTransaction(tx -> store.byId(tx, by.id()).map(found -> {
            OperatorRow row = found.orElseThrow(SignInRefused::noSession);
            if (row.hasTotp()) {
                throw new Failure.Conflict(
                        "second-factor-set", "There is a second factor already. Take it away first to set another.");
            }
            row.totpSeed = sealer.seal(seed, row.seedPlace());
            row.totpProven = false;
            row.totpStep = 0;
            return seed;
        }));
    }

    /** Fails with 400 {@code second-factor-wrong} if the code is none of the offered seed. */
    Future<Void> confirmTotp(Author by, String code) {
        return database.inTransaction(tx -> store.byId(tx, by.id()).map(found -> {
            OperatorRow row = found.orElseThrow(SignInRefused::noSession);
            byte[] sealed = row.totpSeed;
            OptionalLong step = sealed == null
                    ? OptionalLong.empty()
                    : totp.step(sealer.open(sealed, row.seedPlace()), code, row.totpStep);
            if (step.isEmpty()) {
                throw new Failure.Invalid(
                        "second-factor-wrong",
                        "This is not a code of the app right now. Look at the app's clock, and type the next code.");
            }
            row.totpProven = true;
            row.totpStep = step.getAsLong();
            audit.record(tx, by, "operator.second-factor-set", by.id(), Map.of());
            sessions.announce(tx, by.id());
            return null;
        }));
    }

    Future<Void> removeTotp(Author by) {
        return database.inTransaction(tx -> store.byId(tx, by.id()).map(found -> {
            OperatorRow row = found.orElseThrow(SignInRefused::noSession);
            row.totpSeed = null;
            row.totpProven = false;
            audit.record(tx, by, "operator.second-factor-removed", by.id(), Map.of());
            sessions.announce(tx, by.id());
            return null;
        }));
    }
}

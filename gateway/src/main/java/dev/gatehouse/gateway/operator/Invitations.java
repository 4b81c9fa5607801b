package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How people come in: somebody new gets a link by which to choose a password within a week; somebody who has an account
 * gets the role in one more tenant at once.
 *
 * <p>Whoever holds the link to a new account will own it. So nobody can add a role to an account that another tenant's
 * link still leads to: that link would then open both.
 */
final class Invitations {
    private static final Duration INVITATION = Duration.ofDays(7);

    /** With the text of the link by which a password is chosen, which is nowhere else; empty for an account that is in use. */
    record Invited(Operator operator, Optional<SecretText> text) {}

    /**
     * Who a person is to be.
     *
     * @param role in the tenant this is about, or in all
     */
    record Wish(String email, String displayName, Role role, boolean everywhere) {
        Map<String, String> details() {
            return Map.of("role", role.text(), "everywhere", Boolean.toString(everywhere));
        }
    }

    private final Database database;
    private final AuditTrail audit;
    private final OperatorStore store;
    private final OperatorSessions sessions;
    private final Passwords passwords;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;

    Invitations(
            Database database,
            AuditTrail audit,
            OperatorStore store,
            OperatorSessions sessions,
            Passwords passwords,
            SecureRandom random,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.sessions = sessions;
        this.passwords = passwords;
        this.random = random;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Fails with 409 {@code operator-exists} for somebody who has a role here, and for somebody whom another tenant has
     * invited and who has not come yet.
     */
    Future<Invited> invite(Author by, Wish wish) {
        return database.inTransaction(tx -> store.byEmail(tx, wish.email())
                        .compose(found ->
                                found.isPresent() ? addRole(tx, by, found.get(), wish) : addPerson(tx, by, wish)))
                .recover(failure -> failure instanceof UniqueViolation
                        ? Future.failedFuture(exists())
                        : Future.failedFuture(failure));
    }

    private static Failure exists() {
        return new Failure.Conflict(
                "operator-exists",
                "Somebody with this e-mail address was invited already. If they are not in the list, ask them to accept"
                        + " that invitation first, then invite them again.");
    }

    private Future<Invited> addPerson(Transaction tx, Author by, Wish wish) {
        OperatorRow row = new OperatorRow();
        row.id = ids.next("opr");
        row.email = wish.email();
        row.displayName = wish.displayName();
        row.state = Operator.State.INVITED.name();
        row.everywhere = wish.everywhere() ? wish.role().name() : null;
        row.createdAt = now();
        SecretText text = link(row);
        audit.record(tx, by, "operator.invited", row.id, wish.details());
        return store.add(tx, row)
                .compose(kept -> wish.everywhere()
                        ? Future.succeededFuture()
                        : store.setRole(tx, row.id, by.tenant(), wish.role()))
                .compose(done -> withRoles(tx, row))
                .map(operator -> new Invited(operator, Optional.of(text)));
    }

    private Future<Invited> addRole(Transaction tx, Author by, OperatorRow row, Wish wish) {
        return withRoles(tx, row).compose(before -> {
            boolean known = before.everywhere() != null
                    || (!wish.everywhere() && before.roles().containsKey(by.tenant()));
            boolean elsewhere = before.state() == Operator.State.INVITED && before.reachesBeyond(by.tenant());
            if (known || elsewhere) {
                return Future.failedFuture(exists());
            }
            // Nobody else holds a link to this account, or nobody needs one any more.
            Optional<SecretText> text =
                    before.state() == Operator.State.INVITED ? Optional.of(link(row)) : Optional.empty();
            audit.record(tx, by, "operator.invited", row.id, wish.details());
            sessions.announce(tx, row.id);
            if (wish.everywhere()) {
                row.everywhere = wish.role().name();
            }
            Future<Void> given =
                    wish.everywhere() ? Future.succeededFuture() : store.setRole(tx, row.id, by.tenant(), wish.role());
            return given.compose(done -> withRoles(tx, row)).map(operator -> new Invited(operator, text));
        });
    }

    /** The link so far is worthless then. */
    private SecretText link(OperatorRow row) {
        SecretText text = OneTimeText.next(random);
        row.invitation = OneTimeText.lookup(text);
        row.invitationEndsAt = now().plus(INVITATION);
        return text;
    }

    /**
     * Another link for somebody who has not come yet. Fails with 404 {@code operator-unknown}, and with 409 {@code
     * operator-joined} if they have, or if the account is not this tenant's alone.
     *
     * @param platform true if the one who asks may give links to any account
     */
    Future<SecretText> again(Author by, Role actor, boolean platform, String id) {
        return database.inTransaction(tx -> store.byId(tx, id).compose(found -> {
            OperatorRow row = found.orElseThrow(Operators::unknown);
            return withRoles(tx, row).map(person -> {
                Operators.need(person.givenIn(by.tenant()).orElseThrow(Operators::unknown), actor);
                boolean open =
                        person.state() == Operator.State.INVITED && (platform || !person.reachesBeyond(by.tenant()));
                if (!open) {
                    throw new Failure.Conflict(
                            "operator-joined", "This person has an account already, or somebody else's invitation.");
                }
                audit.record(tx, by, "operator.invited-again", id, new HashMap<>());
                return link(row);
            });
        }));
    }

    /** Fails with 400 {@code one-time-link-over}. */
    Future<Operator> accept(Author by, SecretText text, Function<Operator, Future<SecretText>> password) {
        String lookup = OneTimeText.lookup(text);
        return database.read(tx -> invited(tx, lookup).compose(row -> withRoles(tx, row)))
                .compose(person -> password.apply(person).compose(passwords::hash))
                .compose(hash ->
                        database.inTransaction(tx -> invited(tx, lookup).compose(row -> {
                            row.password = hash;
                            joined(tx, by, row);
                            return withRoles(tx, row);
                        })));
    }

    /** In the transaction that proves who an invited person is. */
    void joined(Transaction tx, Author by, OperatorRow row) {
        row.state = Operator.State.ACTIVE.name();
        row.invitation = null;
        row.invitationEndsAt = null;
        audit.record(
                tx,
                new Author(by.tenant(), Author.Kind.OPERATOR, row.id, by.requestId(), by.address()),
                "operator.joined",
                row.id,
                Map.of());
    }

    /** Who would join by this link; fails with 400 {@code one-time-link-over}. */
    Future<Operator> of(SecretText text) {
        return database.read(tx -> invited(tx, OneTimeText.lookup(text)).compose(row -> withRoles(tx, row)));
    }

    private Future<OperatorRow> invited(Transaction tx, String lookup) {
        return store.byInvitation(tx, lookup)
                .map(found -> found.filter(this::isOpen).orElseThrow(SignInRefused::linkOver));
    }

    /** True for somebody who may come still. */
    boolean isOpen(OperatorRow row) {
        return row.state.equals(Operator.State.INVITED.name())
                && row.invitationEndsAt != null
                && row.invitationEndsAt.isAfter(clock.instant());
    }

    private Future<Operator> withRoles(Transaction tx, OperatorRow row) {
        return store.roles(tx, row.id).map(row::toOperator);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

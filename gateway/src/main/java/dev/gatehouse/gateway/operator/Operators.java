package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The people with an account: invited, given roles, locked. Whoever governs a role gives and takes it; the last owner of the
 * platform can't be locked, and nobody makes themselves stronger.
 */
public final class Operators {
    private static final Duration INVITATION = Duration.ofDays(7);

    /** With the text of the link by which a password is chosen, which is nowhere else. */
    record Invited(Operator operator, SecretText text) {}

    private final Database database;
    private final AuditTrail audit;
    private final OperatorStore store;
    private final OperatorSessions sessions;
    private final Passwords passwords;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;

    Operators(
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
     * Who a person is to be.
     *
     * @param role in the tenant this is about, or in all
     */
    record Wish(String email, String displayName, Role role, boolean everywhere) {}

    /** Fails with 409 {@code operator-exists} for an address that has an account, perhaps with other tenants only. */
    Future<Invited> invite(Author by, Wish wish) {
        SecretText text = OneTimeText.next(random);
        return database.inTransaction(tx -> {
                    OperatorRow row = new OperatorRow();
                    row.id = ids.next("opr");
                    row.email = wish.email();
                    row.displayName = wish.displayName();
                    row.state = Operator.State.INVITED.name();
                    row.everywhere = wish.everywhere() ? wish.role().name() : null;
                    row.createdAt = now();
                    row.invitation = OneTimeText.lookup(text);
                    row.invitationEndsAt = row.createdAt.plus(INVITATION);
                    audit.record(
                            tx,
                            by,
                            "operator.invited",
                            row.id,
                            Map.of("role", wish.role().text(), "everywhere", Boolean.toString(wish.everywhere())));
                    return store.add(tx, row)
                            .compose(kept -> wish.everywhere()
                                    ? Future.succeededFuture()
                                    : store.setRole(tx, row.id, by.tenant(), wish.role()))
                            .compose(done -> withRoles(tx, row))
                            .map(operator -> new Invited(operator, text));
                })
                .recover(failure -> failure instanceof UniqueViolation
                        ? Future.failedFuture(new Failure.Conflict(
                                "operator-exists", "There is an account with this e-mail address already."))
                        : Future.failedFuture(failure));
    }

    /** Fails with 400 {@code one-time-link-over}. */
    Future<Operator> accept(Author by, SecretText text, Function<Operator, Future<SecretText>> password) {
        String lookup = OneTimeText.lookup(text);
        return database.read(tx -> invited(tx, lookup).compose(row -> withRoles(tx, row)))
                .compose(person -> password.apply(person).compose(passwords::hash))
                .compose(hash ->
                        database.inTransaction(tx -> invited(tx, lookup).compose(row -> {
                            row.password = hash;
                            row.state = Operator.State.ACTIVE.name();
                            row.invitation = null;
                            row.invitationEndsAt = null;
                            audit.record(
                                    tx,
                                    new Author(by.tenant(), Author.Kind.OPERATOR, row.id, by.requestId(), by.address()),
                                    "operator.joined",
                                    row.id,
                                    Map.of());
                            return withRoles(tx, row);
                        })));
    }

    private Future<OperatorRow> invited(Transaction tx, String lookup) {
        return store.byInvitation(tx, lookup)
                .map(found -> found.filter(row -> row.state.equals(Operator.State.INVITED.name())
                                && row.invitationEndsAt != null
                                && row.invitationEndsAt.isAfter(clock.instant()))
                        .orElseThrow(SignInRefused::linkOver));
    }

    private Future<Operator> withRoles(Transaction tx, OperatorRow row) {
        return store.roles(tx, row.id).map(row::toOperator);
    }

    /** Those with a role in the tenant, by id ascending; all of them for null. */
    Future<List<Operator>> list(@Nullable TenantId tenant, String after, int limit) {
        return database.read(tx -> page(tx, tenant, after, limit, List.of()));
    }

    private Future<List<Operator>> page(
            Transaction tx, @Nullable TenantId tenant, String after, int limit, List<Operator> before) {
        return store.all(tx, after, limit)
                .compose(rows -> store.roles(
                                tx, rows.stream().map(row -> row.id).toList())
                        .compose(roles -> {
                            List<Operator> found = new ArrayList<>(before);
                            for (OperatorRow row : rows) {
                                Operator each = row.toOperator(roles.getOrDefault(row.id, List.of()));
                                if (tenant == null || each.roleIn(tenant).isPresent()) {
                                    found.add(each);
                                }
                            }
                            boolean over = rows.size() < limit || found.size() >= limit;
                            return over
                                    ? Future.succeededFuture(found.subList(0, Math.min(limit, found.size())))
                                    : page(tx, tenant, rows.get(rows.size() - 1).id, limit, found);
                        }));
    }

    /** Fails with 404 {@code operator-unknown}, also for people who have nothing to do with the tenant. */
    Future<Operator> of(TenantId tenant, String id) {
        return database.read(tx -> here(tx, tenant, id).compose(row -> withRoles(tx, row)));
    }

    private Future<OperatorRow> here(Transaction tx, TenantId tenant, String id) {
        return store.byId(tx, id)
                .compose(found -> store.roles(tx, id)
                        .map(roles -> found.filter(row ->
                                        row.toOperator(roles).roleIn(tenant).isPresent())
                                .orElseThrow(Operators::unknown)));
    }

    private static Failure unknown() {
        return new Failure.Missing("operator-unknown", "There is nobody with this id here.");
    }

    /**
     * What is to change.
     *
     * @param role in the tenant this is about; {@code everywhere} roles are changed by platform owners only
     * @param locked true to take the way in, false to give it back
     */
    record Change(Optional<String> displayName, Optional<Role> role, Optional<Boolean> locked) {}

    /**
     * Fails with 404 {@code operator-unknown}, 403 {@code role-not-yours-to-give} and 409 {@code last-owner}.
     *
     * @param actor who changes; an API key may do what its permission {@code keys} stands for: an admin's changes
     */
    Future<Operator> change(Author by, Role actor, boolean platform, String id, Change change) {
        return database.inTransaction(tx -> here(tx, by.tenant(), id)
                .compose(row -> withRoles(tx, row).compose(before -> {
                    need(before.roleIn(by.tenant()).orElseThrow(Operators::unknown), actor);
                    change.role().ifPresent(role -> need(role, actor));
                    boolean elsewhere = before.roles().keySet().stream().anyMatch(each -> !each.equals(by.tenant()));
                    boolean reachesFurther = before.everywhere() != null
                            || (elsewhere && change.locked().isPresent());
                    if ((reachesFurther && !platform) || by.id().equals(id)) {
                        throw notYours();
                    }
                    Map<String, String> details = new HashMap<>();
                    change.displayName().ifPresent(name -> row.displayName = name);
                    change.role().ifPresent(role -> details.put("role", role.text()));
                    change.locked().ifPresent(locked -> details.put("locked", locked.toString()));
                    audit.record(tx, by, "operator.changed", id, details);
                    return keepAnOwner(tx, before, change)
                            .compose(fine -> roles(tx, by.tenant(), row, before, change))
                            .compose(done -> lock(tx, row, change))
                            .compose(done -> withRoles(tx, row));
                })));
    }

    private Future<Void> keepAnOwner(Transaction tx, Operator before, Change change) {
        boolean leaves = change.locked().orElse(false)
                || change.role().map(role -> role != Role.OWNER).orElse(false);
        boolean counts = before.ownsPlatform() && before.state() == Operator.State.ACTIVE;
        if (!leaves || !counts) {
            return Future.succeededFuture();
        }
        return store.owners(tx)
                .compose(owners -> owners > 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Failure.Conflict(
                                "last-owner", "This is the last owner. Make somebody else an owner first.")));
    }

    private Future<Void> roles(Transaction tx, TenantId tenant, OperatorRow row, Operator before, Change change) {
        if (change.role().isEmpty()) {
            return Future.succeededFuture();
        }
        sessions.announce(tx, row.id);
        if (before.everywhere() != null) {
            row.everywhere = change.role().get().name();
            return Future.succeededFuture();
        }
        return store.setRole(tx, row.id, tenant, change.role().get());
    }

    private Future<Void> lock(Transaction tx, OperatorRow row, Change change) {
        if (change.locked().isEmpty()) {
            return Future.succeededFuture();
        }
        boolean locked = change.locked().get();
        row.state = (locked
                        ? Operator.State.LOCKED
                        : row.password == null ? Operator.State.INVITED : Operator.State.ACTIVE)
                .name();
        if (!locked) {
            row.refused = 0;
            row.refusedUntil = null;
        }
        return sessions.endAll(tx, row.id);
    }

    static void need(Role role, Role actor) {
        if (!actor.governs(role)) {
            throw notYours();
        }
    }

    private static Failure notYours() {
        return new Failure.Forbidden(
                "role-not-yours-to-give",
                "Your own role does not reach this far: owners are changed by owners, everyone else by owners and"
                        + " admins, and nobody changes themselves.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

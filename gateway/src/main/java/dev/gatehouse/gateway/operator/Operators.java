package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The people with an account: listed, given other roles, locked, removed. Whoever governs a role gives and takes it; the last owner of the
 * platform can't be locked, and nobody makes themselves stronger.
 */
public final class Operators {
    private final Database database;
    private final AuditTrail audit;
    private final OperatorStore store;
    private final OperatorSessions sessions;

    Operators(Database database, AuditTrail audit, OperatorStore store, OperatorSessions sessions) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.sessions = sessions;
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
                                if (tenant == null || each.givenIn(tenant).isPresent()) {
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
                                        row.toOperator(roles).givenIn(tenant).isPresent())
                                .orElseThrow(Operators::unknown)));
    }

    static Failure unknown() {
        return new Failure.Missing("operator-unknown", "There is nobody with this id here.");
    }

    /**
     * What is to change.
     *
     * @param displayName for people who have not come yet; everybody else changes it themselves
     * @param role in the tenant this is about; {@code everywhere} roles are changed by platform owners only
     * @param locked true to take the way in, false to give it back: to the whole account if a platform owner asks, else to
     *     the one tenant
     */
    record Change(Optional<String> displayName, Optional<Role> role, Optional<Boolean> locked) {
        boolean takesOwnership() {
            return locked.orElse(false) || role.map(each -> each != Role.OWNER).orElse(false);
        }
    }

    /**
     * Fails with 404 {@code operator-unknown}, 403 {@code role-not-yours-to-give} and 409 {@code last-owner}.
     *
     * @param actor who changes; an API key may do what its permission {@code keys} stands for: an admin's changes
     */
    Future<Operator> change(Author by, Role actor, boolean platform, String id, Change change) {
        return database.inTransaction(tx -> here(tx, by.tenant(), id)
                .compose(row -> withRoles(tx, row).compose(before -> {
                    needReach(by, actor, platform, before);
                    change.role().ifPresent(role -> need(role, actor));
                    if (change.displayName().isPresent()
                            && !platform
                            && (before.state() != Operator.State.INVITED || before.reachesBeyond(by.tenant()))) {
                        throw notYours();
                    }
                    Map<String, String> details = new HashMap<>();
                    change.displayName().ifPresent(name -> row.displayName = name);
                    change.role().ifPresent(role -> details.put("role", role.text()));
                    change.locked().ifPresent(locked -> details.put("locked", locked.toString()));
                    audit.record(tx, by, "operator.changed", id, details);
                    return keepAnOwner(tx, before, change.takesOwnership())
                            .compose(fine -> roles(tx, by.tenant(), row, before, change))
                            .compose(done -> lock(tx, by.tenant(), platform, row, change))
                            .compose(done -> withRoles(tx, row));
                })));
    }

    /**
     * Takes somebody's role here away. The account stays, since the audit names it. Fails like {@link #change}.
     */
    Future<Void> remove(Author by, Role actor, boolean platform, String id) {
        return database.inTransaction(tx -> here(tx, by.tenant(), id)
                .compose(row -> withRoles(tx, row).compose(before -> {
                    needReach(by, actor, platform, before);
                    audit.record(tx, by, "operator.removed", id, Map.of());
                    sessions.announce(tx, id);
                    if (!before.reachesBeyond(by.tenant()) || before.everywhere() != null) {
                        row.invitation = null;
                        row.invitationEndsAt = null;
                    }
                    return keepAnOwner(tx, before, true).compose(fine -> {
                        row.everywhere = null;
                        return store.role(tx, id, by.tenant());
                    });
                }))
                .compose(role -> role.isPresent() ? store.remove(tx, role.get()) : Future.succeededFuture()));
    }

    private static void needReach(Author by, Role actor, boolean platform, Operator person) {
        need(person.givenIn(by.tenant()).orElseThrow(Operators::unknown), actor);
        if ((person.everywhere() != null && !platform) || by.id().equals(person.id())) {
            throw notYours();
        }
    }

    private Future<Void> keepAnOwner(Transaction tx, Operator before, boolean leaves) {
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

    private Future<Void> lock(Transaction tx, TenantId tenant, boolean platform, OperatorRow row, Change change) {
        if (change.locked().isEmpty()) {
            return Future.succeededFuture();
        }
        boolean locked = change.locked().get();
        sessions.announce(tx, row.id);
        Future<Void> here = store.role(tx, row.id, tenant).map(found -> {
            // A platform owner locks the account and unlocks both.
            found.ifPresent(role -> role.locked = locked && !platform);
            return null;
        });
        if (!platform) {
            return here;
        }
        row.state = (locked
                        ? Operator.State.LOCKED
                        : row.lastSignInAt == null ? Operator.State.INVITED : Operator.State.ACTIVE)
                .name();
        if (!locked) {
            row.refused = 0;
            row.refusedUntil = null;
        }
        return here.compose(done -> sessions.endAll(tx, row.id));
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
}

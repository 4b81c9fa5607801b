package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.access.Tenant;
import dev.gatehouse.gateway.access.Tenants;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which tenants a person may enter, and how they stand in the one they are in. */
final class Whereabouts {
    /** So many tenants are told with the session itself; the others are searched for. */
    private static final int TOLD = 50;

    private static final int OWNERS = 3;

    private final Database database;
    private final OperatorStore store;
    private final Tenants tenants;

    Whereabouts(Database database, OperatorStore store, Tenants tenants) {
        this.database = database;
        this.store = store;
        this.tenants = tenants;
    }

    /** A tenant that somebody may enter. */
    record Place(Tenant tenant, Role role) {}

    /**
     * Where somebody is.
     *
     * @param here empty if the tenant that was named is none of theirs, or none at all
     * @param places at most 50, by id
     * @param more true if there are others
     * @param owners names of people to ask for more, at most three
     */
    record Position(Optional<Place> here, List<Place> places, boolean more, List<String> owners) {}

    Future<Position> of(Operator operator, Optional<TenantId> named) {
        return places(operator, "", "", TOLD + 1)
                .compose(found -> here(operator, named)
                        .compose(here -> owners(here)
                                .map(owners -> new Position(
                                        here,
                                        found.size() > TOLD ? found.subList(0, TOLD) : found,
                                        found.size() > TOLD,
                                        owners))));
    }

    private Future<Optional<Place>> here(Operator operator, Optional<TenantId> named) {
        Optional<Role> role = named.flatMap(operator::roleIn);
        if (role.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return tenants.of(named.get())
                .map(tenant -> Optional.of(new Place(tenant, role.get())))
                .recover(failure -> failure instanceof Failure.Missing
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    private Future<List<String>> owners(Optional<Place> here) {
        return here.isEmpty()
                ? Future.succeededFuture(List.of())
                : database.read(tx -> store.ownerNames(tx, here.get().tenant().id(), OWNERS));
    }

    /** By id ascending, those after {@code after}; only those whose name or id has the text in it. */
    Future<List<Place>> places(Operator operator, String text, String after, int limit) {
        if (operator.everywhere() != null) {
            Future<List<Tenant>> found =
                    text.isEmpty() ? tenants.list(after, limit) : tenants.search(text, after, limit);
            return found.map(all -> all.stream()
                    .map(each -> new Place(each, operator.roleIn(each.id()).orElseThrow()))
                    .toList());
        }
        List<Future<Tenant>> own = operator.entered().stream().map(tenants::of).toList();
        return Future.all(own).map(done -> {
            List<Place> places = new ArrayList<>();
            own.stream()
                    .map(Future::result)
                    .filter(each -> each.id().value().compareTo(after) > 0 && has(each, text))
                    .sorted((a, b) -> a.id().value().compareTo(b.id().value()))
                    .limit(limit)
                    .forEach(each -> places.add(
                            new Place(each, operator.roleIn(each.id()).orElseThrow())));
            return places;
        });
    }

    private static boolean has(Tenant tenant, String text) {
        String part = text.toLowerCase(Locale.ROOT);
        return tenant.id().value().contains(part)
                || tenant.name().toLowerCase(Locale.ROOT).contains(part);
    }
}

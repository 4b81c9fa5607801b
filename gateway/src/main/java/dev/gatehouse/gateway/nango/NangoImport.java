package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.authorization.GrantImport;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.registration.application.Application;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections over from a Nango server, under the ids they had there. Which practice one is of stands in its {@code
 * connection_config}, or its metadata: {@code endpoint_id}, or else {@code base_url}, the FHIR base.
 */
public final class NangoImport {
    /** Nango's limit for an end user's id is longer than ours. */
    private static final int LONGEST_USER = 200;

    private final GrantImport imports;
    private final Directory directory;
    private final EhrProfiles profiles;
    private final NangoConnections connections;

    public NangoImport(GrantImport imports, Directory directory, EhrProfiles profiles, NangoConnections connections) {
        this.imports = imports;
        this.directory = directory;
        this.profiles = profiles;
        this.connections = connections;
    }

    /**
     * What is to be taken over.
     *
     * @param connectionId it had there; empty for a new one
     * @param grant in the words of our own API
     * @param extras what is to be kept beside it
     */
    record Wish(Integration integration, Optional<String> connectionId, JsonObject grant, Extras extras) {}

    /**
     * The connection. One that goes by this id already gets the grant in place of its own.
     *
     * <p>Refuses with 400 {@code invalid_body} if the practice is not named or not known, and fails like {@link GrantImport}.
     */
    Future<NangoConnection> take(Author by, Wish wish) {
        Application application = wish.integration().application();
        return endpoint(by.tenant(), wish)
                .compose(endpoint -> known(by.tenant(), wish)
                        .compose(before -> imports.take(
                                by,
                                application.id(),
                                endpoint,
                                before.map(each -> each.connection().endUser()).orElseGet(() -> endUser(wish)),
                                wish.grant(),
                                needSame(before, endpoint))))
                .compose(connection -> keep(by.tenant(), connection.id(), wish));
    }

    private Future<Optional<NangoConnection>> known(TenantId tenant, Wish wish) {
        return wish.connectionId()
                .map(id -> connections.find(tenant, wish.integration(), id))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** True if the grant replaces the one of a connection that is known. */
    private static boolean needSame(Optional<NangoConnection> before, String endpoint) {
        if (before.isPresent() && !before.get().connection().endpointId().equals(endpoint)) {
            throw NangoRefusal.invalidBody("A connection of another practice goes by this id.", "connection_id");
        }
        return before.isPresent();
    }

    /** Without one, a stand-in keeps the connections of one practice apart. */
    private static EndUser endUser(Wish wish) {
        NangoEndUser user = wish.extras().endUser();
        if (user != null) {
            String id = user.id().length() > LONGEST_USER ? "user:" + digest(user.id()) : user.id();
            return new EndUser(id, user.email(), cut(user));
        }
        return new EndUser(wish.connectionId().map(id -> "import:" + digest(id)).orElse("practice"), null, null);
    }

    private static @Nullable String cut(NangoEndUser user) {
        String name = user.displayName();
        return name == null || name.length() <= LONGEST_USER ? name : name.substring(0, LONGEST_USER);
    }

    private static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Future<NangoConnection> keep(TenantId tenant, ConnectionId id, Wish wish) {
        Optional<String> alias = wish.connectionId().filter(each -> !each.equals(id.value()));
        return connections
                .change(
                        tenant,
                        id,
                        before -> wish.extras()
                                .withAlias(alias.orElse(null), wish.extras().endUser() == null))
                .compose(kept -> connections.of(tenant, id));
    }

    private Future<String> endpoint(TenantId tenant, Wish wish) {
        Optional<String> id = named(wish, "endpoint_id");
        if (id.isPresent()) {
            return Future.succeededFuture(id.get());
        }
        String base = named(wish, "base_url")
                .orElseThrow(() -> NangoRefusal.invalidBody(
                        "The practice is missing: name its endpoint_id, or the base_url of its FHIR server.",
                        "connection_config",
                        "endpoint_id"));
        return directory.endpointsAt(tenant, address(base)).map(found -> fitting(wish, found));
    }

    private static Optional<String> named(Wish wish, String name) {
        JsonObject metadata = wish.extras().metadata();
        Object value = wish.extras().config().getValue(name);
        Object other = value != null || metadata == null ? value : metadata.getValue(name);
        return other instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static URI address(String base) {
        try {
            return URI.create(base);
        } catch (IllegalArgumentException e) {
            throw NangoRefusal.invalidBody("This is no address.", "connection_config", "base_url");
        }
    }

    private String fitting(Wish wish, List<PracticeEndpoint> found) {
        Application application = wish.integration().application();
        EhrProfile.TypeRules rules =
                profiles.of(application.ehr()).applicationTypes().get(application.type());
        Set<?> kinds = rules == null ? Set.of() : rules.endpoints();
        List<PracticeEndpoint> fitting = found.stream()
                .filter(each -> each.ehr().equals(application.ehr()) && !each.removed() && kinds.contains(each.kind()))
                .toList();
        if (fitting.size() != 1) {
            throw NangoRefusal.invalidBody(
                    fitting.isEmpty()
                            ? "The directory has no endpoint of this provider at this address."
                            : "Several practices share this address: name the endpoint_id.",
                    "connection_config",
                    "base_url");
        }
        return fitting.get(0).id();
    }

    /** Refusals of the import in the words of this API, where they are about the body. */
    static Throwable inTheirWords(Throwable failure) {
        if (failure instanceof Failure.Missing missing && missing.code().equals("endpoint-unknown")) {
            return NangoRefusal.invalidBody("There is no endpoint with this id.", "connection_config", "endpoint_id");
        }
        if (failure instanceof Failure.Conflict conflict && conflict.code().equals("endpoint-kind-differs")) {
            return NangoRefusal.invalidBody(conflict.detail(), "connection_config", "endpoint_id");
        }
        return failure;
    }
}

package dev.gatehouse.gateway.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.GrantedReach;
import dev.gatehouse.gateway.connection.PracticeConnection;
import java.net.URI;
import java.util.function.Function;

/** The {@link Practice}s of connections in use, kept so that a call need not check its destination again. */
final class Practices {
    private static final int MOST = 10_000;

    private final Cache<ConnectionId, Practice> known =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Egress egress;
    private final Function<String, HostRules> hosts;
    private final String publicUrl;

    /**
     * @param hosts the host rules of an EHR, by the key of its profile
     * @param publicUrl the gateway as clients see it
     */
    Practices(Egress egress, Function<String, HostRules> hosts, URI publicUrl) {
        this.egress = egress;
        this.hosts = hosts;
        String text = publicUrl.toString();
        this.publicUrl = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Fails with 400 {@code address-refused} if the rules of its EHR do not allow the connection's base. */
    Practice of(PracticeConnection connection) {
        Practice practice = known.getIfPresent(connection.id());
        if (practice != null && practice.serves(connection)) {
            return practice;
        }
        Practice made = make(connection);
        known.put(connection.id(), made);
        return made;
    }

    private Practice make(PracticeConnection connection) {
        Destination destination = egress.destination(connection.baseUrl(), hosts.apply(connection.ehr()));
        URI here = URI.create(publicUrl + FhirTarget.MOUNT + connection.id().value());
        LinkPrefix links = new LinkPrefix(connection.baseUrl(), here);
        return new Practice(
                connection,
                links,
                GrantedReach.of(connection.grantedScopes()),
                destination.target(),
                (method, target, anew) ->
                        anew ? egress.openAnew(destination, method, target) : egress.open(destination, method, target));
    }
}

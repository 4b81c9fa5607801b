package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.PracticeConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.function.Function;

/**
 * Where the addresses of an export may lead, and which of them may get the practice's token: the host and port of its own
 * FHIR base, and hosts that the EHR's profile names one by one. "Any public host" of a profile is no permission to send a
 * token there.
 */
public final class ExportHosts {
    private static final HostRules ANY_PUBLIC = new HostRules(Set.of(), true);

    private final Egress egress;
    private final Function<String, HostRules> hosts;

    /** @param hosts the host rules of an EHR, by the key of its profile */
    public ExportHosts(Egress egress, Function<String, HostRules> hosts) {
        this.egress = egress;
        this.hosts = hosts;
    }

    /**
     * Where an address leads.
     *
     * @param trusted true if the practice's token may go there
     */
    record Place(URI url, Destination destination, boolean trusted) {
        @Override
        public String toString() {
            return "Place[" + destination.host() + "]";
        }
    }

    /**
     * Checks an address by its text; what its name stands for is checked when it is called. Fails with 502 {@code
     * bulk-address-refused}.
     *
     * @param from what a relative address is relative to
     */
    Place of(PracticeConnection connection, URI from, String address) {
        try {
            URI url = from.resolve(new URI(address));
            Destination destination = egress.destination(url, ANY_PUBLIC);
            return new Place(url, destination, isTrusted(connection, destination));
        } catch (URISyntaxException | IllegalArgumentException unreadable) {
            throw refused("it is not an address.");
        } catch (Failure.Invalid forbidden) {
            throw refused(forbidden.detail());
        }
    }

    /** Like {@link #of}, for what is never asked without the token. */
    Place trusted(PracticeConnection connection, URI from, String address) {
        Place place = of(connection, from, address);
        if (!place.trusted()) {
            throw refused("its host is not one of this EHR's, so the access token must not go there.");
        }
        return place;
    }

    private boolean isTrusted(PracticeConnection connection, Destination to) {
        HostRules rules = hosts.apply(connection.ehr());
        Destination base = egress.destination(connection.baseUrl(), rules);
        boolean same = to.ssl() == base.ssl() && to.host().equals(base.host()) && to.port() == base.port();
        return same || (to.ssl() && new HostRules(rules.hosts(), false).allow(to.host(), to.port()));
    }

    private static Failure refused(String reason) {
        return new Failure.Upstream(
                "bulk-address-refused", "The EHR gave an address for its export that we don't call: " + reason);
    }
}

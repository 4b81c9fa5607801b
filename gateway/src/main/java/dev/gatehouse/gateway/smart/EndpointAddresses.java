package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.failure.Failure;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the addresses a metadata document names. Relative ones are resolved below the FHIR base, and each must pass the
 * rules for outgoing calls: a document is written by whoever holds the EHR, or has broken into it, and a token endpoint
 * elsewhere would collect secrets.
 */
final class EndpointAddresses {
    private final Egress egress;
    private final HostRules hosts;
    private final URI below;
    private final List<String> warnings;

    EndpointAddresses(Egress egress, HostRules hosts, URI base, List<String> warnings) {
        this.egress = egress;
        this.hosts = hosts;
        // without the slash, resolving would replace the base's last segment
        this.below = URI.create(withoutLastSlashes(base.toString()) + "/");
        this.warnings = warnings;
    }

    URI required(String member, @Nullable Object value) {
        URI address = checked(member, value);
        if (address == null) {
            throw new Failure.Upstream(
                    "discovery-incomplete", "The metadata of " + below.getHost() + " has no " + member + ".");
        }
        return address;
    }

    /** Null if the member is missing; fails if it names a place we may not call. */
    @Nullable
    URI checked(String member, @Nullable Object value) {
        if (!(value instanceof String text) || text.isBlank()) {
            return null;
        }
        try {
            URI address = below.resolve(URI.create(text.trim()));
            Destination unused = egress.destination(address, hosts);
            return address;
        } catch (Failure.Invalid refused) {
            throw new Failure.Upstream(
                    "discovery-address-refused",
                    "The metadata of " + below.getHost() + " names a " + member + " that can't be used. "
                            + refused.detail());
        } catch (IllegalArgumentException noAddress) {
            throw new Failure.Upstream(
                    "discovery-address-refused",
                    "The metadata of " + below.getHost() + " names a " + member + " that is no address.");
        }
    }

    /** For what we can do without: an address we may not call counts as not given. */
    @Nullable
    URI optional(String member, @Nullable Object value) {
        try {
            return checked(member, value);
        } catch (Failure.Upstream refused) {
            warnings.add(refused.detail());
            return null;
        }
    }

    static String withoutLastSlashes(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }
}

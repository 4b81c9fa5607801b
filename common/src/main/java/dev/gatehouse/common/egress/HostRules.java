package dev.gatehouse.common.egress;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which hosts one EHR's addresses may name.
 *
 * @param hosts exact host names, or {@code *.example.com} for any host below that name; lower case. A port other than 443
 *     is part of the entry: {@code fhir.example.com:8443}
 * @param anyPublic true if any host with a public address is fine (the profile of any conformant SMART server)
 */
public record HostRules(Set<String> hosts, boolean anyPublic) {

    private static final int HTTPS = 443;

    public HostRules {
        hosts = hosts.stream().map(each -> each.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** True if these rules name the host, on the usual port. */
    public boolean allow(String host) {
        return anyPublic || named(host.toLowerCase(Locale.ROOT));
    }

    /** True if these rules name the host and the port; "any public host" means any port too, still with TLS. */
    public boolean allow(String host, int port) {
        return anyPublic || (port == HTTPS ? allow(host) : named(host.toLowerCase(Locale.ROOT) + ":" + port));
    }

    private boolean named(String name) {
        if (hosts.contains(name)) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (hosts.contains("*" + name.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}

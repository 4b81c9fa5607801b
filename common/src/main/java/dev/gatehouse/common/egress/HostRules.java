package dev.gatehouse.common.egress;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which hosts one EHR's addresses may name.
 *
 * @param hosts exact host names, or {@code *.example.com} for any host below that name; lower case
 * @param anyPublic true if any host with a public address is fine (the profile of any conformant SMART server)
 */
public record HostRules(Set<String> hosts, boolean anyPublic) {

    public HostRules {
        hosts = hosts.stream().map(each -> each.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** True if these rules name the host. */
    public boolean allow(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (anyPublic || hosts.contains(name)) {
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

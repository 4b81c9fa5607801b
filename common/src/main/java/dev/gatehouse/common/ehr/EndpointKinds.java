package dev.gatehouse.common.ehr;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one EHR's list tells patients' endpoints from providers': by name, else by host, else by the address, else all are of
 * one kind.
 *
 * @param names what {@code Endpoint.name} says for each kind, exactly
 * @param hosts lower case
 * @param urls in the order in which they are tried
 * @param all the kind of what no other rule knows; null if that has none
 * @param hostOf the host that an application must use for each kind; an address on one of them stands for one endpoint of
 *     each kind. Empty where the list has every address itself
 */
public record EndpointKinds(
        Map<String, EndpointKind> names,
        Map<String, EndpointKind> hosts,
        List<UrlRule> urls,
        @Nullable EndpointKind all,
        Map<EndpointKind, String> hostOf) {

    public EndpointKinds {
        names = Map.copyOf(names);
        Map<String, EndpointKind> lower = new LinkedHashMap<>();
        hosts.forEach((host, kind) -> lower.put(host.toLowerCase(Locale.ROOT), kind));
        hosts = Map.copyOf(lower);
        urls = List.copyOf(urls);
        hostOf = Map.copyOf(hostOf);
    }

    /** By the name alone. */
    public static EndpointKinds byName(Map<String, EndpointKind> names) {
        return new EndpointKinds(names, Map.of(), List.of(), null, Map.of());
    }

    /** True if nothing but an endpoint's name tells its kind. */
    public boolean onlyByName() {
        return hosts.isEmpty() && urls.isEmpty() && all == null && hostOf.isEmpty();
    }

    /**
     * @param name as listed, cleaned; null if there is none
     * @param address null if there is no usable one
     */
    public Optional<EndpointKind> of(@Nullable String name, @Nullable URI address) {
        EndpointKind named = name == null ? null : names.get(name);
        if (named != null) {
            return Optional.of(named);
        }
        if (address != null && address.getHost() != null) {
            EndpointKind hosted = hosts.get(address.getHost().toLowerCase(Locale.ROOT));
            if (hosted != null) {
                return Optional.of(hosted);
            }
            for (Map.Entry<EndpointKind, String> each : hostOf.entrySet()) {
                if (each.getValue().equalsIgnoreCase(address.getHost())) {
                    return Optional.of(each.getKey());
                }
            }
            for (UrlRule rule : urls) {
                if (rule.fits(address.toString())) {
                    return Optional.of(rule.kind());
                }
            }
        }
        return Optional.ofNullable(all);
    }

    /** @param pattern of the whole address; {@code *} stands for any characters, also none */
    public record UrlRule(String pattern, EndpointKind kind) {
        boolean fits(String address) {
            int p = 0;
            int star = -1;
            int resume = 0;
            int a = 0;
            while (a < address.length()) {
                if (p < pattern.length() && pattern.charAt(p) == '*') {
                    star = p++;
                    resume = a;
                } else if (p < pattern.length() && pattern.charAt(p) == address.charAt(a)) {
                    p++;
                    a++;
                } else if (star >= 0) {
                    p = star + 1;
                    a = ++resume;
                } else {
                    return false;
                }
            }
            while (p < pattern.length() && pattern.charAt(p) == '*') {
                p++;
            }
            return p == pattern.length();
        }
    }
}

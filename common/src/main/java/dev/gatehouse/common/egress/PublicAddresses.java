package dev.gatehouse.common.egress;

import dev.gatehouse.common.network.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which IP addresses belong to the public internet. A table of our own, because the JDK's predicates ({@code
 * isSiteLocalAddress} and the like) know nothing of unique local, carrier-grade NAT, NAT64 and 6to4 addresses, and each of
 * those can lead back inside.
 */
final class PublicAddresses {
    private static final List<AddressRange> INSIDE_V4 = ranges(
            "0.0.0.0/8", // this network; Linux takes 0.0.0.0 for itself
            "10.0.0.0/8",
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local, cloud metadata
            "172.16.0.0/12",
            "192.0.0.0/24", // protocol assignments
            "192.168.0.0/16",
            "198.18.0.0/15", // benchmarks
            "224.0.0.0/3"); // multicast, reserved, broadcast

    private static final AddressRange GLOBAL_UNICAST = AddressRange.of("2000::/3");
    /** Inside 2000::/3, yet tunnels to an IPv4 address of the sender's choice. */
    private static final List<AddressRange> INSIDE_V6 = ranges("2001::/32", "2002::/16"); // Teredo, 6to4

    private PublicAddresses() {}

    /**
     * True if the address may be called. Of IPv6 only global unicast passes, which leaves out loopback, unspecified, mapped,
     * NAT64 (64:ff9b::), unique local, link-local, site-local and multicast without naming each.
     */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return INSIDE_V4.stream().noneMatch(range -> range.holds(bytes));
        }
        return GLOBAL_UNICAST.holds(bytes) && INSIDE_V6.stream().noneMatch(range -> range.holds(bytes));
    }

    private static List<AddressRange> ranges(String... texts) {
        return Arrays.stream(texts).map(AddressRange::of).toList();
    }
}

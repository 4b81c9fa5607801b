package dev.gatehouse.common.egress;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which IP addresses belong to the public internet. A table of our own, because the JDK's predicates ({@code
 * isSiteLocalAddress} and the like) know nothing of unique local, carrier-grade NAT, NAT64 and 6to4 addresses, and each of
 * those can lead back inside.
 */
final class PublicAddresses {
    private static final List<Range> INSIDE_V4 = ranges(
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

    private static final Range GLOBAL_UNICAST = range("2000::/3");
    /** Inside 2000::/3, yet tunnels to an IPv4 address of the sender's choice. */
    private static final List<Range> INSIDE_V6 = ranges("2001::/32", "2002::/16"); // Teredo, 6to4

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

    private record Range(int length, BigInteger prefix, int hostBits) {
        boolean holds(byte[] address) {
            return address.length == length
                    && new BigInteger(1, address).shiftRight(hostBits).equals(prefix);
        }
    }

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts).map(PublicAddresses::range).toList();
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] network = InetAddress.getByName(text.substring(0, slash)).getAddress();
            int hostBits = network.length * 8 - Integer.parseInt(text, slash + 1, text.length(), 10);
            return new Range(network.length, new BigInteger(1, network).shiftRight(hostBits), hostBits);
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException(text, notAnAddress);
        }
    }
}

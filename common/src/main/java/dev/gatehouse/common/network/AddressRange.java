package dev.gatehouse.common.network;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses, as {@code 10.0.0.0/8} or {@code 2001:db8::/32} names it (RFC 4632, RFC 4291). Only numbers are
 * read, never a name, so nothing is looked up.
 *
 * @param length bytes of the addresses in it, 4 or 16
 * @param prefix what all of them begin with
 * @param hostBits how many bits are free
 */
public record AddressRange(int length, BigInteger prefix, int hostBits) {
    /**
     * Reads a range; an address alone is a range of one.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        byte @Nullable [] network = bytes(slash < 0 ? text : text.substring(0, slash));
        int bits = network == null ? -1 : slash < 0 ? network.length * 8 : number(text.substring(slash + 1));
        if (network == null || bits < 0 || bits > network.length * 8) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        int hostBits = network.length * 8 - bits;
        return new AddressRange(network.length, new BigInteger(1, network).shiftRight(hostBits), hostBits);
    }

    public boolean holds(byte[] address) {
        return address.length == length
                && new BigInteger(1, address).shiftRight(hostBits).equals(prefix);
    }

    /** True if every address of its kind is in it. */
    public boolean isEverything() {
        return hostBits == length * 8;
    }

    /** The bytes of an address in numbers, an IPv4 address in an IPv6 one as what it is; null for anything else. */
    static byte @Nullable [] bytes(String text) {
        byte[] read = text.indexOf('%') >= 0 || text.indexOf('[') >= 0
                ? null
                : NetUtil.createByteArrayFromIpAddressString(text);
        return read != null && read.length == 16 && isMapped(read) ? Arrays.copyOfRange(read, 12, 16) : read;
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    private static int number(String digits) {
        boolean plain =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(digits) : -1;
    }
}

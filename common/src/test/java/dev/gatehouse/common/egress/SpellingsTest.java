package dev.gatehouse.common.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address of every range that leads inside, in thirty spellings that one parser or another takes for it. */
class SpellingsTest {
    private static final HostRules ANY = new HostRules(Set.of(), true);

    private final AddressRules rules = new AddressRules(Set.of("127.0.0.1:9080"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1.2.3",
                "10.1.2.3",
                "100.64.1.2",
                "127.0.0.1",
                "169.254.169.254",
                "172.16.1.2",
                "192.0.0.8",
                "192.168.1.2",
                "198.18.1.2",
                "224.1.2.3",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "fc00::1",
                "fd12::1",
                "fe80::1",
                "ff02::1"
            })
    void noSpellingOfAnInsideAddressPasses(String inside) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(inside);
        assertThat(PublicAddresses.isPublic(address)).isFalse();

        List<String> spellings =
                address instanceof Inet4Address ? spellings4(address.getAddress()) : spellings6(address);

        assertThat(spellings).hasSizeGreaterThanOrEqualTo(30);
        for (String host : spellings) {
            assertThatThrownBy(() -> rules.check(URI.create("https://" + host + "/fhir"), ANY))
                    .as(host)
                    // what is no address at all for the JDK is as good as refused
                    .isInstanceOfAny(Failure.Invalid.class, IllegalArgumentException.class);
        }
    }

    private static List<String> spellings4(byte[] bytes) {
        long a = bytes[0] & 0xff;
        long b = bytes[1] & 0xff;
        long c = bytes[2] & 0xff;
        long d = bytes[3] & 0xff;
        long all = a << 24 | b << 16 | c << 8 | d;
        String plain = a + "." + b + "." + c + "." + d;
        Set<String> hosts = new LinkedHashSet<>(List.of(
                plain,
                plain + ".",
                plain + "..",
                plain + ":443",
                Long.toString(all),
                Long.toString(all + (1L << 32)),
                "0x" + Long.toHexString(all),
                "0X" + Long.toHexString(all).toUpperCase(Locale.ROOT),
                "0x00000000" + Long.toHexString(all),
                "0" + Long.toOctalString(all),
                "000" + Long.toOctalString(all),
                a + "." + (all & 0xffffff),
                a + "." + b + "." + (all & 0xffff),
                a + ".0x" + Long.toHexString(all & 0xffffff),
                "0x" + Long.toHexString(a) + "." + b + "." + c + "." + d,
                String.format("0x%x.0x%x.0x%x.0x%x", a, b, c, d),
                String.format("0%o.0%o.0%o.0%o", a, b, c, d),
                String.format("0%o.%d.0x%x.%d", a, b, c, d),
                String.format("%04d.%d.%d.%d", a, b, c, d),
                (a + 256) + "." + b + "." + c + "." + d,
                "[::ffff:" + plain + "]",
                "[::" + plain + "]",
                String.format("[::ffff:%x:%x]", all >> 16, all & 0xffff),
                String.format("[0:0:0:0:0:FFFF:%x:%x]", all >> 16, all & 0xffff),
                String.format("[64:ff9b::%x:%x]", all >> 16, all & 0xffff),
                String.format("[2002:%x:%x::]", all >> 16, all & 0xffff),
                "[::ffff:" + plain + "%25eth0]",
                "user@" + plain,
                "fhir.example.com@" + plain,
                "fhir.example.com:443@" + plain,
                fullWidth(plain),
                circled(plain),
                plain.replace('.', '\u3002'),
                plain.replace(".", "%2e"),
                plain + "%00.example.com",
                plain + "%2f.example.com",
                "[" + plain + "]"));
        return new ArrayList<>(hosts);
    }

    private static List<String> spellings6(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder full = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            full.append(i == 0 ? "" : ":").append(String.format("%02x%02x", bytes[i] & 0xff, bytes[i + 1] & 0xff));
        }
        String groups = full.toString();
        String[] parts = groups.split(":", -1);
        StringBuilder short_ = new StringBuilder();
        for (String part : parts) {
            short_.append(short_.isEmpty() ? "" : ":").append(Integer.toHexString(Integer.parseInt(part, 16)));
        }
        String plain = short_.toString();
        String last =
                String.format("%d.%d.%d.%d", bytes[12] & 0xff, bytes[13] & 0xff, bytes[14] & 0xff, bytes[15] & 0xff);
        String mixed = String.join(":", List.of(parts).subList(0, 6)) + ":" + last;
        List<String> hosts = new ArrayList<>();
        for (String spelled : List.of(groups, groups.toUpperCase(Locale.ROOT), plain, mixed)) {
            hosts.addAll(List.of(
                    "[" + spelled + "]",
                    "[" + spelled + "]:443",
                    "[" + spelled + "%25eth0]",
                    "[" + spelled + "%251]",
                    "user@[" + spelled + "]",
                    "fhir.example.com@[" + spelled + "]",
                    spelled,
                    "[" + spelled + "].example.com"));
        }
        return hosts;
    }

    private static String fullWidth(String plain) {
        return plain.chars()
                .mapToObj(c -> c == '.' ? "\uff0e" : String.valueOf((char) (c - '0' + 0xff10)))
                .reduce("", String::concat);
    }

    private static String circled(String plain) {
        return plain.chars()
                .mapToObj(c -> c == '.' ? "." : c == '0' ? "\u24ea" : String.valueOf((char) (c - '1' + 0x2460)))
                .reduce("", String::concat);
    }
}

package dev.gatehouse.common.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    @Guards("OUT-1")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378::",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1"
            })
    void noAddressThatLeadsInsideIsPublic(String text) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
                "169.253.0.1", "172.15.0.1", "172.32.0.0", "192.0.1.1", "192.167.1.1", "198.17.0.1", "198.20.0.0",
                "223.255.255.255", "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "3fff::1"
            })
    void theNeighboursOfThoseRangesArePublic(String text) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(text))).isTrue();
    }

    /** The JDK turns a mapped address into an IPv4 one by itself; bytes from a name server need not pass through it. */
    @Guards("OUT-1")
    @Test
    void aMappedAddressIsJudgedAsWhatItMaps() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;

        assertThat(PublicAddresses.isPublic(InetAddress.getByAddress("ehr.example.com", mapped)))
                .isFalse();
    }
}

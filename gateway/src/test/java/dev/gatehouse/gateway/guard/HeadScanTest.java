package dev.gatehouse.gateway.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadScanTest {
    private static final String HEAD =
            "POST /fhir/x?a=b HTTP/1.1\r\nHost: gate.example\r\nContent-Length: 5\r\nX-A: b c\r\n\r\n";

    @Test
    void aGoodHeadIsGoodHoweverItsLinesArrive() {
        HeadScan scan = new HeadScan();
        for (String line : HEAD.split("(?<=\n)", -1)) {
            assertThat(taken(scan, line)).isNull();
        }
        assertThat(scan.found()).isNull();
    }

    @Test
    void theNextHeadBeginsAnew() {
        HeadScan scan = new HeadScan();
        assertThat(taken(scan, HEAD)).isNull();
        scan.begin();

        assertThat(taken(scan, HEAD)).isNull();
    }

    private static Refusal taken(HeadScan scan, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        scan.take(bytes, bytes.length);
        return scan.found();
    }
}

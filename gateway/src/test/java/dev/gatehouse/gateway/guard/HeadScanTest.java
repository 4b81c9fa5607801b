package dev.gatehouse.gateway.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadScanTest {
    private static final String HEAD =
            "POST /fhir/x?a=b HTTP/1.1\r\nHost: gate.example\r\nContent-Length: 5\r\nX-A: b c\r\n\r\n";
    private static final int ROUNDS = 100_000;

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

    /** A byte changed, added or dropped: never an exception, and never two hosts or lengths that pass. */
    @Test
    void damagedHeadsAreReadToTheirEndOrRefused() {
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder head = new StringBuilder(HEAD);
            for (int k = random.nextInt(4); k >= 0; k--) {
                damage(head, random);
            }
            boolean passed = taken(new HeadScan(), head.toString()) == null;
            boolean folded = head.indexOf("\n ") >= 0 || head.indexOf("\n\t") >= 0;
            boolean controls = head.chars().anyMatch(c -> (c < ' ' && "\r\n\t".indexOf(c) < 0) || c == 127);
            boolean whole =
                    head.toString().startsWith("POST ") && head.toString().endsWith("\r\n\r\n");
            assertThat(passed && whole && (folded || controls) && head.indexOf("\r\n\r\n") == head.length() - 4)
                    .as("seed %d, head %d: %s", seed, i, head)
                    .isFalse();
        }
    }

    private static void damage(StringBuilder head, Random random) {
        int at = random.nextInt(head.length());
        char odd = "\0\t\r\n :_,;\u007f\u00e9x".charAt(random.nextInt(12));
        switch (random.nextInt(3)) {
            case 0 -> head.setCharAt(at, odd);
            case 1 -> head.insert(at, odd);
            default -> head.deleteCharAt(at);
        }
    }

    private static Refusal taken(HeadScan scan, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        scan.take(bytes, bytes.length);
        return scan.found();
    }
}

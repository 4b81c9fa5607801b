package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random targets: what is read at all goes up byte for byte, below the practice's base and to nobody else's host. */
class FhirTargetPropertyTest {
    private static final int TARGETS = 200_000;
    private static final String MOUNT = "/fhir/con_0123456789abcdefghjkmnpqrs";
    private static final String BASE = "/practice/7/r4";
    private static final String ALPHABET = "//..;%25fFeEcC0?#\\@:|&=$_ aZ9~*+,!'()[]<>\"{}^`\0\u00e9";

    @Test
    void nothingLeavesTheBase() {
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        int passed = 0;
        for (int i = 0; i < TARGETS; i++) {
            String rest = rest(random);
            String hint = "seed " + seed + ", target " + i;
            try {
                String under = FhirTarget.parse(MOUNT + rest).under(BASE);
                passed++;
                assertThat(under).as(hint).isEqualTo(BASE + rest);
                int query = under.indexOf('?');
                URI there = URI.create(
                        "https://ehr.example" + (query < 0 ? under : under.substring(0, query)).replace("|", "%7C"));
                assertThat(there.getHost()).as(hint).isEqualTo("ehr.example");
                assertThat(there.normalize().getRawPath()).as(hint).isEqualTo(there.getRawPath());
                assertThat(there.getPath() + "/").as(hint).startsWith(BASE + "/");
            } catch (Failure.Invalid refused) {
                assertThat(refused.code()).isEqualTo("target-refused");
            } catch (Failure.Missing unknown) {
                assertThat(unknown.code()).isEqualTo("connection-unknown");
            }
        }
        assertThat(passed).isGreaterThan(TARGETS / 200);
    }

    private static String rest(Random random) {
        StringBuilder rest = new StringBuilder(random.nextInt(5) == 0 ? "" : "/Patient");
        int length = random.nextInt(10);
        for (int i = 0; i < length; i++) {
            rest.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return rest.toString();
    }
}

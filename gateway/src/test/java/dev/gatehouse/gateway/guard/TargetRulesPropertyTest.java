package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random targets made of the pieces that attacks are made of. What passes the rules must be harmless to a server that reads it
 * differently than we do: one that decodes, cuts parameters off, or resolves dots.
 */
class TargetRulesPropertyTest {
    private static final int TARGETS = 300_000;
    private static final String[] PIECES = {
        "/",
        "/",
        "/",
        ".",
        "..",
        "...",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "%00",
        "%25",
        "%252e",
        "%3b",
        "%3B",
        ";",
        ";x=1",
        "%",
        "%zz",
        "%c0%ae",
        "\\",
        "//",
        "?",
        "#",
        "a",
        "Patient",
        "$everything",
        "_history",
        "|",
        "%7C",
        "%27",
        ":",
        "+",
        ",",
        "@evil",
        "http://evil",
        " ",
        "\t",
        "\0",
        "\u007f",
        "\u00e9",
        "\uff0e",
        "token=",
        "access_token",
        "&",
        "=",
        "*",
        "~"
    };

    @Test
    void whatPassesStaysWhereItIsHoweverItIsRead() {
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        int passed = 0;
        for (int i = 0; i < TARGETS; i++) {
            String target = target(random);
            if (TargetRules.mistake(target) == null) {
                passed++;
                check(target, "seed " + seed + ", target " + i);
            }
        }
        assertThat(passed).isGreaterThan(TARGETS / 100);
    }

    private static void check(String target, String hint) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        assertThat(target.chars().allMatch(c -> c > ' ' && c < 127)).as(hint).isTrue();
        assertThat(path).as(hint).startsWith("/").doesNotContain("//", "\\", "#");
        String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
        assertThat(slashes(decoded)).as(hint).isEqualTo(slashes(path));
        assertThat(decoded.chars().allMatch(c -> c >= ' ' && c < 127)).as(hint).isTrue();
        for (String reading : new String[] {path, decoded, withoutParameters(path), withoutParameters(decoded)}) {
            Path normal = Path.of(reading.equals("/") ? reading : reading.replaceAll("/$", ""))
                    .normalize();
            assertThat(normal.getNameCount())
                    .as(hint)
                    .isEqualTo(Path.of(reading).getNameCount());
        }
    }

    private static String withoutParameters(String path) {
        return path.replaceAll(";[^/]*", "");
    }

    private static long slashes(String text) {
        return text.chars().filter(c -> c == '/').count();
    }

    private static String target(Random random) {
        StringBuilder target = new StringBuilder(random.nextInt(10) == 0 ? "" : "/");
        int pieces = 1 + random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            target.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return target.toString();
    }
}

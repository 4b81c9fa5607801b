package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Targets made of the pieces that attacks are made of. What passes the rules must be harmless to a server that reads it
 * differently than we do: one that decodes, cuts parameters off, or resolves dots.
 */
class TargetRulesPropertyTest {
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

    @Property(tries = 30_000)
    @StatisticsReport(onFailureOnly = true)
    void whatPassesStaysWhereItIsHoweverItIsRead(@ForAll("targets") String target) {
        boolean passed = TargetRules.mistake(target) == null;

        Statistics.collect(passed);
        Statistics.coverage(seen -> seen.check(true).percentage(share -> share > 1));
        if (passed) {
            int query = target.indexOf('?');
            String path = query < 0 ? target : target.substring(0, query);
            assertThat(target.chars().allMatch(c -> c > ' ' && c < 127)).isTrue();
            assertThat(path).startsWith("/").doesNotContain("//", "\\", "#");
            String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
            assertThat(slashes(decoded)).isEqualTo(slashes(path));
            assertThat(decoded.chars().allMatch(c -> c >= ' ' && c < 127)).isTrue();
            for (String reading : new String[] {path, decoded, withoutParameters(path), withoutParameters(decoded)}) {
                Path normal = Path.of(reading.equals("/") ? reading : reading.replaceAll("/$", ""))
                        .normalize();
                assertThat(normal.getNameCount()).isEqualTo(Path.of(reading).getNameCount());
            }
        }
    }

    private static String withoutParameters(String path) {
        return path.replaceAll(";[^/]*", "");
    }

    private static long slashes(String text) {
        return text.chars().filter(c -> c == '/').count();
    }

    @Provide
    Arbitrary<String> targets() {
        return Combinators.combine(
                        Arbitraries.of("/", "/", "/", "/", ""),
                        Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(8))
                .as((start, pieces) -> start + String.join("", pieces));
    }
}

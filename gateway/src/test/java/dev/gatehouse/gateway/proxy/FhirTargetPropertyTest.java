package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gatehouse.common.failure.Failure;
import java.net.URI;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;

/** Any target: what is read at all goes up byte for byte, below the practice's base and to nobody else's host. */
class FhirTargetPropertyTest {
    private static final String MOUNT = "/fhir/con_0123456789abcdefghjkmnpqrs";
    private static final String BASE = "/practice/7/r4";

    /** Pieces that attacks are made of, and pieces that FHIR is made of. */
    private static final String[] PIECES = {
        "/",
        "/",
        "..",
        ".",
        "../",
        "/..",
        "..;",
        ";x=1",
        ";",
        "%2e",
        "%2E%2e",
        "%2f",
        "%2F",
        "%5c",
        "%5C",
        "%00",
        "%0d%0a",
        "%25",
        "%252f",
        "%252e",
        "%c0%ae",
        "%e0%80%af",
        "%",
        "%z1",
        "\\",
        "//",
        "@evil.example/",
        "http://evil.example/",
        "#",
        "?",
        "&",
        "=",
        "token=x",
        "access_token=x",
        "a%63cess_token=x",
        " ",
        "\t",
        "\r\n",
        "\0",
        "\u007f",
        "\u00e9",
        "\uff0e",
        "Patient",
        "Observation",
        "_search",
        "$everything",
        "_history",
        "name=O%27Neil",
        "code=a|b",
        "code=a%7Cb",
        "1.2.3",
        "a:b",
        "+",
        ",",
        "~",
        "*",
        "(",
        ")"
    };

    @Property(tries = 10_000)
    @StatisticsReport(onFailureOnly = true)
    void whatIsReadGoesUpAsItCameAndStaysBelowTheBase(@ForAll("rests") String rest) {
        FhirTarget read = parsed(MOUNT + rest);

        Statistics.collect(read != null);
        Statistics.coverage(seen -> seen.check(true).percentage(share -> share > 10));
        if (read != null) {
            String up = read.under(BASE);
            int query = up.indexOf('?');
            String path = query < 0 ? up : up.substring(0, query);
            URI there = URI.create("https://ehr.example" + path.replace("|", "%7C"));
            assertThat(up).isEqualTo(BASE + rest);
            assertThat(there.getAuthority()).isEqualTo("ehr.example");
            assertThat(there.normalize().getRawPath()).isEqualTo(there.getRawPath());
            assertThat(there.getPath() + "/").startsWith(BASE + "/");
        }
    }

    @Property(tries = 10_000)
    void nothingThatTwoServersReadInTwoWaysIsRead(@ForAll("rests") String rest) {
        FhirTarget read = parsed(MOUNT + rest);

        if (read != null) {
            int query = rest.indexOf('?');
            String path = (query < 0 ? rest : rest.substring(0, query)).toLowerCase(Locale.ROOT);
            assertThat(rest.chars()).allMatch(c -> c > ' ' && c < 127);
            assertThat(rest).doesNotContain("#", "\\");
            assertThat(path).doesNotContain("//", "%2f", "%5c", "%2e", "%25", "%0", "%1", "%7f", "%c0", "%e0");
            assertThat(path.split("/", -1)).doesNotContain(".", "..").noneMatch(each -> each.startsWith("..;"));
        }
    }

    @Property(tries = 10_000)
    void textOfAnyKindIsReadOrRefusedAndNothingElse(@ForAll String text) {
        FhirTarget read = parsed(text);

        if (read != null) {
            assertThat(text).startsWith(FhirTarget.MOUNT);
            assertThat(read.under(BASE)).startsWith(BASE);
        }
    }

    @Property(tries = 5_000)
    void whatFhirClientsSendIsRead(@ForAll("legitimate") String rest) {
        FhirTarget read = parsed(MOUNT + rest);

        assertThat(read).isNotNull();
        assertThat(read.under(BASE)).isEqualTo(BASE + rest);
    }

    private static @Nullable FhirTarget parsed(String target) {
        try {
            return FhirTarget.parse(target);
        } catch (Failure.Invalid refused) {
            assertThat(refused.code()).isEqualTo("target-refused");
        } catch (Failure.Missing unknown) {
            assertThat(unknown.code()).isEqualTo("connection-unknown");
        } catch (RuntimeException unexpected) {
            fail("neither read nor refused", unexpected);
        }
        return null;
    }

    @Provide
    Arbitrary<String> rests() {
        Arbitrary<String> pieces = Arbitraries.of(PIECES).list().ofMaxSize(7).map(all -> String.join("", all));
        Arbitrary<String> letters = Arbitraries.strings()
                .withChars("//..;%25fFeEcC0?#\\@:|&=$_ aZ9~*+,!'()[]<>\"{}^`\0\u00e9")
                .ofMaxLength(12);
        Arbitrary<String> any = Arbitraries.oneOf(pieces, letters, legitimate());
        return Combinators.combine(Arbitraries.of("", "/", "/Patient", "/Patient?"), any)
                .as(String::concat);
    }

    /** Some of what the specification's examples have in them. */
    @Provide
    Arbitrary<String> legitimate() {
        Arbitrary<String> id = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .numeric()
                .withChars("-.")
                .ofMinLength(1)
                .ofMaxLength(64)
                .filter(each -> !each.chars().allMatch(c -> c == '.'));
        Arbitrary<String> path = Combinators.combine(
                        Arbitraries.of("Patient", "Observation", "Binary", "Group"),
                        id,
                        Arbitraries.of("", "/_history/2", "/$everything", "/$validate"))
                .as((type, each, more) -> "/" + type + "/" + each + more);
        Arbitrary<String> value = Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .withChars("|:,+$.-_~*'()@/?=!")
                .ofMaxLength(24);
        Arbitrary<String> search = Combinators.combine(
                        Arbitraries.of("_count", "name:exact", "date", "_has:Observation:patient:code", "_include"),
                        value,
                        Arbitraries.of("", "%7C", "%27", "%2F", "%20", "%C3%A9", "%2B"))
                .as((name, text, escape) -> name + "=" + text + escape);
        Arbitrary<String> query =
                search.list().ofMaxSize(4).map(all -> all.isEmpty() ? "" : "?" + String.join("&", all));
        return Combinators.combine(path, query).as(String::concat);
    }
}

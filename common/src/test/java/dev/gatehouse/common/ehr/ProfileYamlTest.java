package dev.gatehouse.common.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Mistake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** YAML that means harm, or something else than it shows. */
final class ProfileYamlTest {
    private static String refusal(String text) {
        List<Mistake> mistakes = new ArrayList<>();
        boolean read = ProfileYaml.read("a.yaml", text, mistakes)
                .flatMap(root -> {
                    ProfileReader reader = new ProfileReader("a.yaml", root);
                    boolean fine = reader.read("a").isPresent();
                    mistakes.addAll(reader.mistakes());
                    return fine ? java.util.Optional.of(root) : java.util.Optional.empty();
                })
                .isPresent();
        assertThat(read).as(text.substring(0, Math.min(40, text.length()))).isFalse();
        assertThat(mistakes).isNotEmpty();
        return mistakes.get(0).message();
    }

    @Test
    void anAnchorIsRefusedBeforeItCanGrow() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(refusal(bomb.toString())).isEqualTo("has an anchor or alias (line 1); write it out");
        assertThat(refusal("key: a\nname: *key\n")).startsWith("has an anchor or alias (line 2)");
        assertThat(refusal("key: &k a\nname: b\n")).startsWith("has an anchor or alias (line 1)");
        assertThat(refusal("base: &b {x: 1}\nother: {<<: *b}\n")).startsWith("has an anchor or alias");
    }

    @Test
    void aKeyTwiceIsRefused() {
        assertThat(refusal("key: a\nhosts: [a.example]\nhosts: [b.example]\n")).isEqualTo("names a key twice (line 3)");
        assertThat(refusal("key: a\ntokens:\n  notes: x\n  notes: y\n")).isEqualTo("names a key twice (line 4)");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(refusal("key: a\n---\nkey: b\n")).startsWith("is no valid YAML");
    }

    @Test
    void whatIsTooLongOrTooDeepIsRefused() {
        assertThat(refusal("name: " + "x".repeat(ProfileYaml.LONGEST))).isEqualTo("is longer than 200000 characters");
        assertThat(refusal("key: " + "[".repeat(100_000))).startsWith("is no valid YAML");
        assertThat(refusal("key: " + "{a: ".repeat(30) + "1" + "}".repeat(30))).startsWith("is no valid YAML");
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            deep.append(" ".repeat(i)).append("a:\n");
        }
        assertThat(refusal(deep.toString())).startsWith("is no valid YAML");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String text : List.of("", "---", "# only a comment", "just text", "[1, 2]", "null", "7")) {
            assertThat(refusal(text)).isEqualTo("should be a YAML object");
        }
        assertThat(refusal("key: a\n\tname: b")).startsWith("is no valid YAML");
        assertThat(refusal("\u0000\u0001")).startsWith("is no valid YAML");
    }

    @Test
    void aTagMakesNothing() {
        assertThat(refusal("key: !!javax.script.ScriptEngineManager [x]\n")).contains("should be a text");
        assertThat(refusal("!!java.net.URL ['https://evil.example']\n")).isEqualTo("should be a YAML object");
    }

    @Test
    void wrongTypesAreNamedWhereTheyStand() {
        assertThat(refusal("key: [a]\n")).startsWith("should be a text");
        assertThat(refusal("key: {a: 1}\n")).startsWith("should be a text");
        assertThat(refusal("key: true\n")).startsWith("should be a text");
    }
}

package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keys …} about the installation's own keys, while no gateway runs. */
final class KeyChangeCommandTest {
    private static final Pattern ROTATION = Pattern.compile("rot_\\w+");

    @TempDir
    Path folder;

    private String printed(int code, Path key, String... arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, String> environment = new HashMap<>(Map.of(
                "GATEHOUSE_DATA_DIR", folder.resolve("data").toString(), "GATEHOUSE_MASTER_KEY_FILE", key.toString()));
        int ended = new KeysCommand(environment, new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
        assertThat(ended).isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String rotation(String printed) {
        Matcher id = ROTATION.matcher(printed);
        assertThat(id.find()).isTrue();
        return id.group();
    }

    @Test
    void aStoppedInstallationGetsNewKeysAndANewMasterKey() throws Exception {
        Path old = folder.resolve("gatehouse.key");
        Path next = folder.resolve("another.key");

        assertThat(printed(0, old, "rotate-sealing", "--keep-old-days", "0")).contains("sealing  done");
        assertThat(printed(0, old, "rotate-sealing")).contains("sealing  keeping", "old keys go at");
        String begun = printed(0, old, "rotate-master", "--new-file", next.toString());
        assertThat(begun).contains(next.toString(), "keys finish " + rotation(begun));
        assertThat(printed(1, old, "finish", rotation(begun))).contains("started with the old master key");
        assertThat(printed(0, next, "finish", rotation(begun))).contains("master  done");
        assertThat(printed(0, next, "status"))
                .contains("sealing: key", "1 older", "0 sealed values", "master  done", "sealing  keeping");
    }

    @Test
    void wrongWordsAreNamed() {
        Path key = folder.resolve("gatehouse.key");

        assertThatThrownBy(() -> printed(0, key, "rotate-house")).hasMessageContaining("rotate-sealing");
        assertThatThrownBy(() -> printed(0, key, "rotate-sealing", "--keep-old-days", "many"))
                .hasMessageContaining("0 to 365");
        assertThatThrownBy(() -> printed(0, key, "finish")).hasMessageContaining("ID");
    }
}

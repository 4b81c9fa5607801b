package dev.gatehouse.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.vault.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifiers of docs/webhooks.md, run as they stand there, on signatures of ours. */
class SampleVerifiersTest {
    private static final Path ROOT = root();
    private static final SecretText SECRET = new SecretText("whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy1vbmx5");
    private static final SecretText OTHER = new SecretText("whsec_b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0");
    private static final String ID = "msg_00000000000000000000000001";
    private static final String BODY = "{\"id\":\"" + ID + "\",\"data\":{\"text\":\"Grüße\"}}";
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    /** A case for a verifier: what it gets, and what it should say. */
    private record Case(String id, String signature, String body, Instant now, boolean good) {}

    @TempDir
    Path directory;

    private static List<Case> cases() {
        String signed = header(List.of(SECRET));
        return List.of(
                new Case(ID, signed, BODY, NOON, true),
                new Case(ID, signed, BODY, NOON.plusSeconds(299), true),
                new Case(ID, header(List.of(OTHER, SECRET)), BODY, NOON, true),
                new Case(ID, header(List.of(SECRET, OTHER)), BODY, NOON, true),
                new Case(ID, header(List.of(OTHER)), BODY, NOON, false),
                new Case(ID, signed, BODY + " ", NOON, false),
                new Case(ID.replace('1', '2'), signed, BODY, NOON, false),
                new Case(ID, signed, BODY, NOON.plusSeconds(301), false),
                new Case(ID, signed, BODY, NOON.minusSeconds(301), false),
                new Case(ID, signed.replaceFirst("t=\\d+", "t=" + (NOON.getEpochSecond() + 1)), BODY, NOON, false),
                new Case(ID, "t=" + NOON.getEpochSecond() + ",v1=", BODY, NOON, false),
                new Case(ID, "v1=" + signed.substring(signed.indexOf("v1=") + 3), BODY, NOON, false),
                new Case(ID, "nonsense", BODY, NOON, false));
    }

    private static String header(List<SecretText> secrets) {
        return Signature.header(secrets, ID, NOON, BODY.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theOneForJava() throws Exception {
        for (Case each : cases()) {
            assertThat(Receiver.isFromGatehouse(
                            SECRET.reveal(),
                            each.id(),
                            each.signature(),
                            each.body().getBytes(StandardCharsets.UTF_8),
                            each.now()))
                    .as(each.toString())
                    .isEqualTo(each.good());
        }
        String source =
                Files.readString(ROOT.resolve("gateway/src/test/java/dev/gatehouse/gateway/webhook/Receiver.java"));
        String shown = source.substring(source.indexOf("// docs: begin") + 14, source.indexOf("// docs: end"));
        assertThat(sample("java")).isEqualToIgnoringWhitespace(shown);
    }

    @Test
    void theOneForNode() throws Exception {
        Path program = directory.resolve("check.js");
        Files.writeString(
                program,
                sample("js") + "const [secret, id, signature, body, now] = process.argv.slice(2);\n"
                        + "console.log(isFromGatehouse(secret, id, signature, Buffer.from(body), Number(now)));\n");

        for (Case each : cases()) {
            assertThat(run("node", program, each)).as(each.toString()).isEqualTo(Boolean.toString(each.good()));
        }
    }

    @Test
    void theOneForPython() throws Exception {
        Assumptions.assumeTrue(isThere("python3"), "python3 is not needed to build Gatehouse");
        Path program = directory.resolve("check.py");
        Files.writeString(
                program,
                sample("python")
                        + "import sys\n"
                        + "secret, id, signature, body, now = sys.argv[1:]\n"
                        + "print(str(is_from_gatehouse(secret, id, signature, body.encode(), int(now))).lower())\n");

        for (Case each : cases()) {
            assertThat(run("python3", program, each)).as(each.toString()).isEqualTo(Boolean.toString(each.good()));
        }
    }

    private static String sample(String language) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/webhooks.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private String run(String interpreter, Path program, Case given) throws Exception {
        return run(List.of(
                interpreter,
                program.toString(),
                SECRET.reveal(),
                given.id(),
                given.signature(),
                given.body(),
                Long.toString(given.now().getEpochSecond())));
    }

    private String run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .directory(directory.toFile());
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said.trim();
    }

    private boolean isThere(String interpreter) throws Exception {
        try {
            return run(List.of(interpreter, "-c", "print('here')")).equals("here");
        } catch (IOException none) {
            return false;
        }
    }

    /** Maven runs tests in their module's directory, an IDE perhaps in the root. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs/webhooks.md")) ? here : here.getParent();
    }
}

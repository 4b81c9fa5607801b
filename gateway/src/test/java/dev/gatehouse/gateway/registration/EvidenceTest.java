package dev.gatehouse.gateway.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files kept with steps: what is taken, what is refused, and how they are given back. */
final class EvidenceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String MAIL = "From: pds@vendor.example\r\nSubject: Your login\r\n\r\nWelcome.";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final String tenant = gateway.aTenantId();
    private final SignUpDesk desk = SignUpDesk.open(gateway.platform().actingFor(tenant));

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("Authorization", "Bearer " + GatewayExtension.BOOTSTRAP_KEY)
                .header("Gatehouse-Tenant", tenant);
    }

    private HttpResponse<String> add(String name, String type, byte[] content) throws Exception {
        return HTTP.send(
                request(desk.path() + "/evidence?step=portal-access&name="
                                + URLEncoder.encode(name, StandardCharsets.UTF_8))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> read(String id) throws Exception {
        return HTTP.send(request(desk.path() + "/evidence/" + id).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String code(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("code");
    }

    private static byte[] pdf(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        byte[] start = "%PDF-1.7\n".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(start, 0, bytes, 0, start.length);
        return bytes;
    }

    @Guards("UI-1")
    @Test
    void aFileComesBackAsItWasAndAlwaysAsADownload() throws Exception {
        byte[] content = pdf(10 * 1024 * 1024);

        HttpResponse<String> added = add("login e-mail.pdf", "application/pdf", content);

        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        JsonObject evidence = new JsonObject(added.body());
        assertThat(evidence.getLong("size")).isEqualTo(content.length);
        HttpResponse<byte[]> back = read(evidence.getString("id"));
        assertThat(Arrays.equals(back.body(), content)).isTrue();
        assertThat(back.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"login e-mail.pdf\"; filename*=UTF-8''login%20e-mail.pdf");
        assertThat(back.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(back.headers().firstValue("Content-Security-Policy")).hasValue("sandbox; default-src 'none'");
        assertThat(back.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(desk.api.get(desk.path() + "/history").body()).contains("evidence_added", "login e-mail.pdf");
    }

    @Guards("LIM-2")
    @Test
    void oneByteTooManyIsRefusedAndNothingIsKept() throws Exception {
        HttpResponse<String> refused = add("big.pdf", "application/pdf", pdf(10 * 1024 * 1024 + 1));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(code(refused)).isEqualTo("evidence-too-large");

        HttpResponse<String> streamed = HTTP.send(
                request(desk.path() + "/evidence?step=portal-access&name=big.pdf")
                        .header("Content-Type", "application/pdf")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(pdf(10 * 1024 * 1024 + 1))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(code(streamed)).isEqualTo("evidence-too-large");
        assertThat(desk.api.get(desk.path() + "/evidence").items()).isEmpty();
    }

    @Guards("LIM-2")
    @Test
    void allFilesTogetherHaveALimitThatRemovingFrees() throws Exception {
        byte[] ten = pdf(10 * 1024 * 1024);
        String first = "";
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> added = add(i + ".pdf", "application/pdf", ten);
            assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
            first = first.isEmpty() ? new JsonObject(added.body()).getString("id") : first;
        }
        HttpResponse<String> full = add("mail.eml", "message/rfc822", MAIL.getBytes(StandardCharsets.UTF_8));
        assertThat(full.statusCode()).isEqualTo(409);
        assertThat(code(full)).isEqualTo("evidence-full");

        desk.api.delete(desk.path() + "/evidence/" + first).need(204);

        assertThat(add("mail.eml", "message/rfc822", MAIL.getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(201);
        assertThat(read(first).statusCode()).isEqualTo(404);
    }

    @Guards("UI-1")
    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "a\\b.pdf", "..", "", "a\u202Efdp.exe", "a\nb.pdf", "a\u0000.pdf"})
    void aNameThatMisleadsIsRefused(String name) throws Exception {
        HttpResponse<String> refused = add(name, "text/plain", new byte[] {'x'});

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("input-invalid");
    }

    @Test
    void quotesAndLettersOfOtherScriptsAreGivenBackSafely() throws Exception {
        HttpResponse<String> added = add("Zusage \"Größe\"; x=1.txt", "text/plain", new byte[] {'x'});

        String id = new JsonObject(added.body()).getString("id");
        assertThat(read(id).headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"Zusage _Gr__e__ x_1.txt\";"
                        + " filename*=UTF-8''Zusage%20%22Gr%C3%B6%C3%9Fe%22%3B%20x%3D1.txt");
    }

    @Guards("UI-1")
    @Test
    void whatABrowserWouldRunIsNotTaken() throws Exception {
        byte[] page = "<!DOCTYPE html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);

        assertThat(code(add("a.html", "text/html", page))).isEqualTo("evidence-refused");
        assertThat(code(add("a.svg", "image/svg+xml", page))).isEqualTo("evidence-refused");
        assertThat(code(add("a.txt", "text/plain", page))).isEqualTo("evidence-refused");
        assertThat(code(add("a.pdf", "application/pdf", page))).isEqualTo("evidence-refused");
        assertThat(code(add("a.txt", "text/plain", new byte[0]))).isEqualTo("evidence-refused");
        assertThat(code(add("a.txt", "text/plain", new byte[] {'a', 0, 'b'}))).isEqualTo("evidence-refused");
        assertThat(desk.api.get(desk.path() + "/evidence").items()).isEmpty();
    }

    @Test
    void aFileBelongsToAStepThatIsThere() throws Exception {
        HttpResponse<String> refused = HTTP.send(
                request(desk.path() + "/evidence?step=heaven&name=a.txt")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(code(refused)).isEqualTo("step-unknown");
    }

    @Guards("TEN-1")
    @Test
    void anotherTenantReadsNothing() throws Exception {
        String id = new JsonObject(add("a.txt", "text/plain", new byte[] {'x'}).body()).getString("id");
        SignUpDesk other = SignUpDesk.open(gateway.aTenant());

        assertThat(other.api.get(desk.path() + "/evidence/" + id).need(404).code())
                .isEqualTo("registration-unknown");
        assertThat(other.api.get(other.path() + "/evidence/" + id).need(404).code())
                .isEqualTo("evidence-unknown");
        assertThat(other.api.delete(other.path() + "/evidence/" + id).need(404).code())
                .isEqualTo("evidence-unknown");
    }
}

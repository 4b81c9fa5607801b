package dev.gatehouse.common.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProblemHandlerTest {
    private WebFixture web;

    @BeforeAll
    void start() {
        web = new WebFixture(100);
        web.router.get("/invalid").handler(ctx -> {
            throw new Failure.Invalid("input-invalid", "Look again.", List.of(new Mistake("a.b", "is missing")));
        });
        web.router.get("/unauthorized").handler(ctx -> ctx.fail(new Failure.Unauthorized("who-asks", "Who asks?")));
        web.router
                .get("/busy")
                .handler(ctx -> ctx.fail(new Failure.TooMany("too-many", "Later.", Duration.ofSeconds(9))));
        web.router.get("/bug").handler(ctx -> {
            throw new IllegalStateException("secret-in-message");
        });
        web.router.post("/take").handler(ctx -> ctx.response().end("taken"));
    }

    @AfterAll
    void stop() {
        web.close();
    }

    private static JsonObject problem(HttpResponse<String> answer, int status, String code) {
        JsonObject problem = new JsonObject(answer.body());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("type")).isEqualTo("urn:gatehouse:problem:" + code);
        assertThat(problem.getString("requestId"))
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        return problem;
    }

    @Test
    void aFailureIsToldWithItsMistakes() throws Exception {
        JsonObject problem = problem(web.send("GET", "/invalid", ""), 400, "input-invalid");

        assertThat(problem.getString("detail")).isEqualTo("Look again.");
        assertThat(problem.getJsonArray("errors"))
                .isEqualTo(
                        new JsonArray().add(new JsonObject().put("path", "a.b").put("message", "is missing")));
    }

    @Test
    void whoIsNotKnownIsToldHowToBe() throws Exception {
        HttpResponse<String> answer = web.send("GET", "/unauthorized", "");

        assertThat(problem(answer, 401, "who-asks").getJsonArray("errors")).isNull();
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"gatehouse\"");
    }

    @Test
    void theTimeToWaitIsInTheHeader() throws Exception {
        HttpResponse<String> answer = web.send("GET", "/busy", "");

        assertThat(problem(answer, 429, "too-many")).isNotNull();
        assertThat(answer.headers().firstValue("Retry-After")).contains("9");
    }

    @Test
    void aBugIsToldWithoutItsMessage() throws Exception {
        HttpResponse<String> answer = web.send("GET", "/bug", "");

        assertThat(problem(answer, 500, "internal-error")).isNotNull();
        assertThat(answer.body()).doesNotContain("secret-in-message");
    }

    @ParameterizedTest
    @CsvSource({"GET, /nowhere, 404, route-unknown", "DELETE, /take, 405, method-not-allowed"})
    void whatNoRouteTakesIsAProblemToo(String method, String path, int status, String code) throws Exception {
        assertThat(problem(web.send(method, path, ""), status, code)).isNotNull();
    }

    @Test
    void aBodyThatIsTooLargeIsAProblem() throws Exception {
        assertThat(problem(web.send("POST", "/take", "x".repeat(101)), 413, "body-too-large"))
                .isNotNull();
        assertThat(web.send("POST", "/take", "x".repeat(100)).body()).isEqualTo("taken");
    }
}

package dev.gatehouse.common.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies go through a real request; what a test reads from them happens on the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JsonInputTest {
    private final AtomicReference<Consumer<JsonInput>> reader = new AtomicReference<>();
    private WebFixture web;

    @BeforeAll
    void start() {
        web = new WebFixture(1024 * 1024);
        web.router.post("/read").handler(ctx -> {
            JsonInput input = JsonInput.of(ctx);
            reader.get().accept(input);
            input.refuseMistakes();
            Json.ok(ctx, new JsonObject());
        });
        web.router.get("/page").handler(ctx -> {
            Paging paging = Paging.of(ctx);
            Json.ok(ctx, new JsonObject().put("limit", paging.limit()).put("after", paging.after()));
        });
    }

    @AfterAll
    void stop() {
        web.close();
    }

    private JsonObject read(String body, Consumer<JsonInput> work) throws Exception {
        reader.set(work);
        return web.json("POST", "/read", body);
    }

    /** The one mistake there is. */
    private String mistake(String body, Consumer<JsonInput> work) throws Exception {
        JsonArray errors = read(body, work).getJsonArray("errors");
        assertThat(errors).hasSize(1);
        JsonObject error = errors.getJsonObject(0);
        return error.getString("path") + " " + error.getString("message");
    }

    @Test
    void eachReaderReadsItsKind() throws Exception {
        String body = """
                {"text": " a\\tb ", "texts": ["x", "y"], "flag": true, "choice": "one", "address": "https://a.example/b?c=d",
                 "time": "2026-11-23T10:30:00+01:00", "object": {"text": "in"}, "objects": [{"text": "0"}, {"text": "1"}],
                 "null": null}
                """;

        JsonObject answer = read(body, input -> {
            assertThat(input.text("text", 3)).isEqualTo("a\tb");
            assertThat(input.texts("texts", 2, 1)).containsExactly("x", "y");
            assertThat(input.flag("flag", false)).isTrue();
            assertThat(input.choice("choice", word -> word.equals("one") ? Optional.of(1) : Optional.empty(), "one"))
                    .contains(1);
            assertThat(input.address("address")).contains(URI.create("https://a.example/b?c=d"));
            assertThat(input.time("time")).contains(Instant.parse("2026-11-23T09:30:00Z"));
            assertThat(input.object("object").orElseThrow().text("text", 2)).isEqualTo("in");
            assertThat(input.objects("objects", 2))
                    .extracting(each -> each.text("text", 1))
                    .containsExactly("0", "1");
            assertThat(input.has("null")).isFalse();
            assertThat(input.has("flag")).isTrue();
        });

        assertThat(answer).isEqualTo(new JsonObject());
    }

    @Test
    void whatIsAbsentIsNoMistakeUnlessItIsNeeded() throws Exception {
        String mistake = mistake("{}", input -> {
            assertThat(input.optionalText("a", 9)).isEmpty();
            assertThat(input.texts("a", 9, 9)).isEmpty();
            assertThat(input.flag("a", true)).isTrue();
            assertThat(input.address("a")).isEmpty();
            assertThat(input.time("a")).isEmpty();
            assertThat(input.object("a")).isEmpty();
            assertThat(input.objects("a", 9)).isEmpty();
            assertThat(input.text("needed", 9)).isEmpty();
        });

        assertThat(mistake).isEqualTo("needed is missing");
    }

    @Test
    void allMistakesAreNamedByTheirPaths() throws Exception {
        String body = """
                {"text": 1, "texts": ["ok", 2, " "], "flag": "true", "choice": "two", "address": "/relative", "time": "noon",
                 "object": [], "objects": [{}, 5]}
                """;

        JsonObject problem = read(body, input -> {
            assertThat(input.text("text", 9)).isEmpty();
            assertThat(input.texts("texts", 9, 9)).containsExactly("ok");
            assertThat(input.flag("flag", false)).isFalse();
            assertThat(input.choice("choice", word -> Optional.empty(), "one")).isEmpty();
            assertThat(input.address("address")).isEmpty();
            assertThat(input.time("time")).isEmpty();
            assertThat(input.object("object")).isEmpty();
            input.objects("objects", 9)
                    .forEach(each -> assertThat(each.text("inner", 9)).isEmpty());
        });

        assertThat(problem.getString("code")).isEqualTo("input-invalid");
        assertThat(problem.getString("detail")).isEqualTo("10 fields need another look.");
        assertThat(problem.getJsonArray("errors"))
                .extracting(each -> ((JsonObject) each).getString("path"))
                .containsExactly(
                        "text",
                        "texts[1]",
                        "texts[2]",
                        "flag",
                        "choice",
                        "address",
                        "time",
                        "object",
                        "objects[1]",
                        "objects[0].inner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\u0007b", "\\u009fx", "a\\rb", "\\ud800", "x\\udc00y"})
    void charactersTheDatabasesTreatDifferentlyAreRefused(String text) throws Exception {
        assertThat(mistake(
                        "{\"a\": \"" + text + "\"}",
                        input -> assertThat(input.optionalText("a", 9)).isEmpty()))
                .isEqualTo("a holds characters that can't be stored");
    }

    @Test
    void everyOtherCharacterIsKept() throws Exception {
        String text = "Zoë 😀 \u202e ﷽\nline";

        assertThat(read(
                        new JsonObject().put("a", text).encode(),
                        input -> assertThat(input.text("a", 99)).isEqualTo(text)))
                .isEqualTo(new JsonObject());
    }

    @Test
    void tooMuchIsRefused() throws Exception {
        String huge = new JsonObject().put("a", "x".repeat(500_000)).encode();

        assertThat(mistake(huge, input -> assertThat(input.text("a", 10)).isEmpty()))
                .isEqualTo("a should have at most 10 characters");
        assertThat(mistake(
                        "{\"a\": [\"1\", \"2\"]}",
                        input -> assertThat(input.texts("a", 1, 9)).isEmpty()))
                .isEqualTo("a should have at most 1 entries");
        assertThat(mistake(
                        "{\"a\": [{}, {}]}",
                        input -> assertThat(input.objects("a", 1)).isEmpty()))
                .isEqualTo("a should be a list of at most 1 objects");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user@a.example/",
                "https://a.example/#x",
                "ftp://a.example/",
                "https:///x",
                "javascript:alert(1)",
                "https://a b/"
            })
    void anAddressIsAPlainWebAddress(String address) throws Exception {
        assertThat(mistake(
                        new JsonObject().put("a", address).encode(),
                        input -> assertThat(input.address("a")).isEmpty()))
                .startsWith("a should be an absolute address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "5", "\"text\"", "{", "{} {}", "{\"a\":\"\\x\"}"})
    void anythingElseThanAnObjectIsNoInput(String body) throws Exception {
        JsonObject problem = read(body, input -> {});

        assertThat(problem.getInteger("status")).isEqualTo(400);
        assertThat(problem.getString("code")).isEqualTo("invalid-json");
    }

    @Test
    void deepNestingIsRefusedAndNotABug() throws Exception {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(read(deep, input -> {}).getString("code")).isEqualTo("invalid-json");
    }

    @Test
    void aPageIsAskedForByLimitAndCursor() throws Exception {
        String cursor = new Paging(1, "")
                .page(java.util.List.of("k1", "k2"), key -> key, key -> new JsonObject())
                .getString("nextCursor");

        assertThat(web.json("GET", "/page", ""))
                .isEqualTo(new JsonObject().put("limit", 50).put("after", ""));
        assertThat(web.json("GET", "/page?limit=200&cursor=" + cursor, ""))
                .isEqualTo(new JsonObject().put("limit", 200).put("after", "k1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=201", "limit=x", "limit=", "cursor=!", "cursor=azE", "cursor=MXwA", "cursor="})
    void anyOtherPageIsRefused(String query) throws Exception {
        assertThat(web.json("GET", "/page?" + query, "").getString("code")).isEqualTo("input-invalid");
    }

    @Test
    void theLastPageHasNoCursor() {
        JsonObject page = new Paging(2, "")
                .page(java.util.List.of("a", "b"), key -> key, key -> new JsonObject().put("key", key));

        assertThat(page.getJsonArray("items")).hasSize(2);
        assertThat(page.getString("nextCursor")).isNull();
    }
}

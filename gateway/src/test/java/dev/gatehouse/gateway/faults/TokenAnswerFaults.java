package dev.gatehouse.gateway.faults;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.faults.OracleGrant.Presentation;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.token.RefreshPace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What token endpoints may answer. Each scenario has an authorization server, and so an origin, of its own. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class TokenAnswerFaults {
    private static final RefreshPace PACE = new RefreshPace(
            List.of(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400)),
            Duration.ofMillis(500),
            Duration.ofSeconds(60));
    private static final int TRIES = 4;
    private static final int PRACTICES = Findings.times(3);
    private static final int ROUNDS = 2;
    private static final Duration GRACE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static LocalGateway gateway;
    private static Api api;
    private final List<AutoCloseable> opened = new ArrayList<>();
    /** Whose answers say nothing: what is looked at is what becomes of them by itself. */
    private final List<CompletableFuture<Api.Answer>> asked = new ArrayList<>();

    @BeforeAll
    static void start() {
        gateway = LocalGateway.start(directory, PACE);
        api = gateway.api();
    }

    @AfterAll
    static void stop() {
        String log = gateway.log();
        gateway.close();
        if (log.contains(Oracle.CANARY)) {
            throw new AssertionError("I5: a token or secret is in the log: "
                    + log.lines()
                            .filter(each -> each.contains(Oracle.CANARY))
                            .findFirst()
                            .orElse(""));
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private Oracle oracle() {
        Oracle oracle = Oracle.start(gateway.vertx());
        opened.add(oracle);
        return oracle;
    }

    /** The lifetime that the gateway gives the token it has now. */
    private static long lifetimeSeconds(Practices practices, int practice) {
        JsonObject grant = practices.json(api, practice).getJsonObject("grant");
        Instant end = Instant.parse(grant.getString("expiresAt"));
        return Duration.between(Instant.now().plus(ahead), end).toSeconds();
    }

    private static Duration ahead = Duration.ZERO;

    private static void moveClock(Duration by) {
        ahead = ahead.plus(by);
        gateway.setClock(ahead);
    }

    private static boolean near(long seconds, long expected) {
        return Math.abs(seconds - expected) <= 10;
    }

    /** Asks for a refresh of each again and again until each was done once. */
    private static Duration recovered(Practices practices, Duration longest) {
        long begun = System.nanoTime();
        practices
                .each()
                .forEach(practice -> Eventually.so(
                        longest,
                        "practice " + practice + " to be refreshed",
                        () -> practices.refresh(api, practice).status() == 200));
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void settle(Findings findings, Oracle oracle, Practices practices, String... causes) {
        Eventually.within(Duration.ofSeconds(5), () -> oracle.inFlight() == 0);
        gateway.truth().check(findings, oracle, practices, Set.of(causes));
    }

    @Scenario(id = "T1", fault = "500, 502, 504, nothing done", expected = "4 tries, old token served, back in 30 s")
    void serverErrors(Findings findings) {
        findings.rounds("%d connections x 3 answers", PRACTICES);
        Duration slowest = Duration.ZERO;
        for (int status : new int[] {500, 502, 504}) {
            Oracle oracle = oracle();
            Practices practices = Practices.connect(api, oracle, PRACTICES);
            oracle.answers(shown -> Reply.refusal(status, ""));
            practices.each().forEach(practice -> {
                Api.Answer answer = practices.refresh(api, practice);
                findings.need(answer.status() != 200, "%d was taken for a token", status);
                findings.need(practices.read(api, practice).status() == 200, "the old token was not served");
                findings.need(
                        oracle.presentations(practice).size() <= TRIES,
                        "%d tries",
                        oracle.presentations(practice).size());
                findings.need(!practices.state(api, practice).equals("needs_reconnect"), "given up after %d", status);
            });
            oracle.answersWell();
            Duration took = recovered(practices, Duration.ofSeconds(30));
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            settle(findings, oracle, practices);
        }
        findings.seen("back after at most %d ms", slowest.toMillis());
    }

    @Scenario(
            id = "T1b",
            fault = "rotated, then 502 or a connection cut; grace 30 s",
            expected = "same token again, new pair kept")
    void lostAnswersWithinGrace(Findings findings) {
        findings.rounds("%d connections x %d rounds x 2", PRACTICES, ROUNDS);
        Oracle oracle = oracle().grace(GRACE);
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        int shown = 0;
        for (Reply lost : List.of(Reply.actedBut(502, "text/plain", "bad gateway"), Reply.cutShort())) {
            for (int round = 0; round < ROUNDS; round++) {
                firstOf(oracle, lost);
                shown += refreshAll(findings, oracle, practices, 2);
            }
        }
        findings.seen("%d presentations", shown);
        settle(findings, oracle, practices);
    }

    /** Each practice's next refresh is answered so, the ones after it well. */
    private static void firstOf(Oracle oracle, Reply bad) {
        Map<Integer, Integer> firsts = new LinkedHashMap<>();
        oracle.grants().forEach(each -> firsts.put(each.practice, each.presentations.size() + 1));
        oracle.answers(shown -> shown.number() == firsts.getOrDefault(shown.grant().practice, 1) ? bad : Reply.GOOD);
    }

    /** Refreshes all, which must succeed with so many presentations each. */
    @CanIgnoreReturnValue
    private static int refreshAll(Findings findings, Oracle oracle, Practices practices, int expected) {
        int[] sum = {0};
        practices.each().forEach(practice -> {
            int before = oracle.presentations(practice).size();
            Api.Answer answer = practices.refresh(api, practice);
            findings.need(answer.status() == 200, "refresh answered %d %s", answer.status(), answer.body());
            int shown = oracle.presentations(practice).size() - before;
            findings.need(shown == expected, "%d presentations instead of %d", shown, expected);
            findings.need(practices.read(api, practice).status() == 200, "FHIR did not answer");
            sum[0] += shown;
        });
        return sum[0];
    }

    @Scenario(
            id = "T2",
            fault = "503 and 429 with Retry-After 2, a date, -5, 999999999, garbage",
            expected = "nobody at that origin is sent for so long")
    void retryAfter(Findings findings) {
        Map<String, Duration> told = new LinkedHashMap<>();
        told.put("2", Duration.ofSeconds(2));
        told.put("date", Duration.ofSeconds(3));
        told.put("-5", Duration.ofSeconds(1));
        told.put("999999999", Duration.ofMinutes(15));
        told.put("soon", Duration.ofSeconds(30));
        findings.rounds("%d values x 2 statuses, 2 connections", told.size());
        List<String> early = new ArrayList<>();
        told.forEach((header, window) -> {
            for (int status : new int[] {503, 429}) {
                retryAfter(findings, header, window, status, early);
            }
        });
        findings.seen("%d calls within a window", early.size());
        findings.need(early.isEmpty(), "called early after %s", early);
    }

    private void retryAfter(Findings findings, String header, Duration window, int status, List<String> early) {
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, 2);
        boolean date = header.equals("date");
        String text = date
                ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.now().plus(ahead).plus(window).atZone(ZoneOffset.UTC))
                : header;
        oracle.answers(shown -> Reply.refusal(status, "", "Retry-After", text));
        long told = System.nanoTime();
        Api.Answer refused = practices.refresh(api, 0);
        findings.need(refused.status() != 200, "%d was taken for a token", status);
        oracle.answersWell();
        int before = oracle.presentations().size();
        findings.need(before == 1, "%d requests although told to wait %s", before, header);
        // A date has whole seconds, and what is left of the window begins when the answer was read.
        long end = told + window.minusMillis(date ? 1_100 : 50).toNanos();
        long look = Math.min(end, System.nanoTime() + Duration.ofSeconds(2).toNanos());
        while (System.nanoTime() < look) {
            asked.add(practices.refreshLater(api, 1));
            asked.add(practices.refreshLater(api, 0));
            Eventually.pass(Duration.ofMillis(200));
            if (oracle.presentations().size() > before && System.nanoTime() < end) {
                early.add(status + " " + header);
                return;
            }
        }
        if (window.compareTo(Duration.ofSeconds(5)) > 0) {
            return;
        }
        Duration took = recovered(practices, Duration.ofSeconds(20));
        findings.need(took.compareTo(Duration.ofSeconds(15)) < 0, "%s: back only after %s", header, took);
        settle(findings, oracle, practices);
    }

    @Scenario(
            id = "T3",
            fault = "rotated, then 200 with HTML, or JSON cut short; grace 30 s",
            expected = "unknown; same token again; body in no log")
    void noJson(Findings findings) {
        spoiled(
                findings,
                Map.of(
                        "html", Reply.actedBut(200, "text/html", "<html>" + Oracle.CANARY + "-page</html>"),
                        "half", Reply.spoiled(body -> body.substring(0, body.length() / 2)),
                        "empty", Reply.actedBut(200, "application/json", "")));
    }

    /** Each answer once, which must be taken as unknown and so be asked for again with the same token. */
    private void spoiled(Findings findings, Map<String, Reply> answers) {
        findings.rounds("%d connections x %d answers", PRACTICES, answers.size());
        Oracle oracle = oracle().grace(GRACE);
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        List<String> strange = new ArrayList<>();
        answers.forEach((name, answer) -> {
            firstOf(oracle, answer);
            int breaches = findings.breaches().size();
            refreshAll(findings, oracle, practices, 2);
            if (findings.breaches().size() > breaches) {
                strange.add(name);
            }
        });
        findings.seen("%s", strange.isEmpty() ? "all asked for again, once" : strange + " went wrong");
        settle(findings, oracle, practices);
    }

    @Scenario(
            id = "T3b",
            fault = "rotated, answers lost; no grace, family ended",
            expected = "given up as rotation-lost within 60 s")
    void lostForGood(Findings findings) {
        findings.rounds("%d connections", PRACTICES);
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        firstOf(oracle, Reply.actedBut(200, "text/html", "<html></html>"));
        long begun = System.nanoTime();
        practices.each().forEach(practice -> {
            findings.need(practices.refresh(api, practice).status() != 200, "a refresh went well");
            Eventually.so(
                    Duration.ofSeconds(60),
                    "the connection to be given up",
                    () -> practices.state(api, practice).equals("needs_reconnect"));
            String cause = practices.cause(api, practice);
            findings.need(cause.equals("rotation-lost"), "the cause is %s", cause);
        });
        findings.seen(
                "flagged within %d ms",
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
        settle(findings, oracle, practices, "rotation-lost");
    }

    @Scenario(
            id = "T5",
            fault = "access_token twice in the answer; grace 30 s",
            expected = "believed neither; asked again")
    void namedTwice(Findings findings) {
        spoiled(
                findings,
                Map.of(
                        "first",
                                Reply.spoiled(body ->
                                        "{\"access_token\":\"" + Oracle.CANARY + "-evil\"," + body.substring(1)),
                        "refresh",
                                Reply.spoiled(body ->
                                        "{\"refresh_token\":\"" + Oracle.CANARY + "-evil\"," + body.substring(1))));
    }

    @Scenario(id = "T7", fault = "expires_in 0 and -1", expected = "used 30 s; after three in a row 300 s")
    void nothingToLiveOn(Findings findings) {
        findings.rounds("2 values, 100 reads each");
        for (int seconds : new int[] {0, -1}) {
            Oracle oracle = oracle();
            Practices practices = Practices.connect(api, oracle, 1);
            oracle.answers(shown -> Reply.good(json -> json.put("expires_in", seconds)));
            findings.need(practices.refresh(api, 0).status() == 200, "refused");
            long first = lifetimeSeconds(practices, 0);
            findings.need(near(first, 30), "%d: %d s", seconds, first);
            int before = oracle.presentations().size();
            for (int i = 0; i < 100; i++) {
                findings.need(practices.read(api, 0).status() == 200, "a read failed");
            }
            int storm = oracle.presentations().size() - before;
            findings.need(storm <= 1, "%d refreshes for 100 reads", storm);
            for (int i = 0; i < 3; i++) {
                findings.need(practices.refresh(api, 0).status() == 200, "refused");
            }
            long later = lifetimeSeconds(practices, 0);
            findings.need(near(later, 300), "%d: %d s after four in a row", seconds, later);
            findings.seen("%d: %d s, then %d s, %d refreshes for 100 reads", seconds, first, later, storm);
            settle(findings, oracle, practices);
        }
    }

    @Scenario(id = "T8", fault = "expires_in \"3600\", 3600.9, missing, null", expected = "3600, 3600, 300, 300 s")
    void lifetimes(Findings findings) {
        lifetimes(
                findings,
                Map.of(
                        "\"3600\"", 3600L,
                        "3600.9", 3600L,
                        "missing", 300L,
                        "null", 300L));
    }

    @Scenario(
            id = "T9",
            fault = "expires_in 10^12, 2^63, 1e400, \"abc\", []",
            expected = "a day, a day, a day, 300, 300 s")
    void hugeLifetimes(Findings findings) {
        lifetimes(
                findings,
                Map.of(
                        "1000000000000", 86_400L,
                        "9223372036854775808", 86_400L,
                        "1e400", 86_400L,
                        "\"abc\"", 300L,
                        "[]", 300L));
    }

    private void lifetimes(Findings findings, Map<String, Long> expected) {
        findings.rounds("%d values", expected.size());
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, 1);
        expected.forEach((text, seconds) -> {
            UnaryOperator<String> change = body -> text.equals("missing")
                    ? body.replaceFirst("\"expires_in\":\\d+,", "")
                    : body.replaceFirst("\"expires_in\":\\d+", "\"expires_in\":" + text);
            oracle.answers(shown -> Reply.spoiled(change).understood());
            Api.Answer answer = practices.refresh(api, 0);
            findings.need(answer.status() == 200, "%s: %d %s", text, answer.status(), answer.body());
            long found = lifetimeSeconds(practices, 0);
            findings.need(near(found, seconds), "%s: %d s", text, found);
            findings.seen("%s: %d", text, found);
        });
        settle(findings, oracle, practices);
    }

    @Scenario(id = "T10", fault = "no refresh_token, \"\", null, the same one", expected = "the old one is kept")
    void notRotated(Findings findings) {
        findings.rounds("%d connections x 4 answers x %d", PRACTICES, ROUNDS);
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        List<Reply> answers = List.of(
                Reply.unrotated(json -> {
                    json.remove("refresh_token");
                    return json;
                }),
                Reply.unrotated(json -> json.put("refresh_token", "")),
                Reply.unrotated(json -> json.putNull("refresh_token")),
                Reply.unrotated(json -> json));
        int shown = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (Reply answer : answers) {
                oracle.answers(any -> answer);
                shown += refreshAll(findings, oracle, practices, 1);
                oracle.answersWell();
                shown += refreshAll(findings, oracle, practices, 1);
            }
        }
        findings.seen("%d refreshes, each with the good one", shown);
        settle(findings, oracle, practices);
    }

    @Scenario(
            id = "T11",
            fault = "access_token missing, a number, an object, with CR LF, 64 KB; grace 30 s",
            expected = "refused, asked again, never sent to the EHR")
    void noAccessToken(Findings findings) {
        spoiled(
                findings,
                Map.of(
                        "missing",
                                changed(json -> {
                                    json.remove("access_token");
                                    return json;
                                }),
                        "number", changed(json -> json.put("access_token", 12)),
                        "object", changed(json -> json.put("access_token", new JsonObject().put("a", 1))),
                        "crlf", changed(json -> json.put("access_token", "a\r\nX-Evil: b")),
                        "64k", changed(json -> json.put("access_token", "a".repeat(64 * 1024))),
                        "list", changed(json -> json.put("access_token", new JsonArray().add("a")))));
    }

    private static Reply changed(UnaryOperator<JsonObject> change) {
        return Reply.spoiled(body -> change.apply(new JsonObject(body)).encode());
    }

    @Scenario(id = "T12", fault = "token_type mac, missing, bearer; grace 30 s", expected = "refused, taken, taken")
    void tokenTypes(Findings findings) {
        findings.rounds("%d connections x 3", PRACTICES);
        Oracle oracle = oracle().grace(GRACE);
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        firstOf(oracle, changed(json -> json.put("token_type", "mac")));
        int mac = refreshAll(findings, oracle, practices, 2);
        firstOf(oracle, Reply.good(json -> {
            json.remove("token_type");
            return json;
        }));
        int missing = refreshAll(findings, oracle, practices, 1);
        firstOf(oracle, Reply.good(json -> json.put("token_type", "bearer")));
        int lower = refreshAll(findings, oracle, practices, 1);
        findings.seen("%d, %d, %d presentations", mac, missing, lower);
        settle(findings, oracle, practices);
    }

    @Scenario(id = "T13", fault = "invalid_grant once", expected = "recovers with 2 presentations")
    void deniedOnce(Findings findings) {
        findings.rounds("%d connections", PRACTICES);
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        firstOf(oracle, Reply.error("invalid_grant"));
        long begun = System.nanoTime();
        practices.each().forEach(practice -> {
            asked.add(practices.refreshLater(api, practice));
            Eventually.so(
                    Duration.ofSeconds(45),
                    "the second try",
                    () -> oracle.presentations(practice).size() >= 2);
        });
        Eventually.within(
                Duration.ofSeconds(5),
                () -> practices
                        .each()
                        .allMatch(practice -> practices.state(api, practice).equals("active")));
        practices.each().forEach(practice -> {
            findings.need(practices.state(api, practice).equals("active"), "it is %s", practices.state(api, practice));
            findings.need(
                    oracle.presentations(practice).size() == 2,
                    "%d presentations",
                    oracle.presentations(practice).size());
        });
        findings.seen("%d ms", Duration.ofNanos(System.nanoTime() - begun).toMillis());
        settle(findings, oracle, practices);
    }

    @Scenario(id = "T13b", fault = "invalid_grant for ever", expected = "given up after exactly 2 presentations")
    void deniedForEver(Findings findings) {
        findings.rounds("%d connections", PRACTICES);
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        practices.each().forEach(oracle::end);
        practices.each().forEach(practice -> {
            asked.add(practices.refreshLater(api, practice));
            Eventually.so(
                    Duration.ofSeconds(45),
                    "it to be given up",
                    () -> practices.state(api, practice).equals("needs_reconnect"));
            findings.need(
                    practices.cause(api, practice).equals("invalid-grant"), "cause %s", practices.cause(api, practice));
        });
        practices
                .each()
                .forEach(practice -> findings.need(
                        practices.refresh(api, practice).status() == 409, "a refresh of what was given up"));
        List<Presentation> all = oracle.presentations();
        findings.seen("%d presentations of %d connections", all.size(), PRACTICES);
        findings.need(all.size() == 2 * PRACTICES, "%d presentations of %d connections", all.size(), PRACTICES);
    }

    @Scenario(
            id = "T14",
            fault = "invalid_client for all of an application",
            expected = "3 tries, then one a minute; no connection given up; well with the new secret")
    void refusedClient(Findings findings) {
        int count = Findings.times(8);
        findings.rounds("%d connections", count);
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, count);
        oracle.changeSecret();
        practices
                .each()
                .forEach(practice -> findings.need(
                        practices.refresh(api, practice).status() != 200, "a refresh with the old secret"));
        int asked = oracle.refusedClients();
        findings.need(asked <= 4, "asked %d times with a refused secret", asked);
        practices
                .each()
                .forEach(practice -> findings.need(
                        !practices.state(api, practice).equals("needs_reconnect"),
                        "connection %d was given up",
                        practice));
        practices.keepSecret(api);
        Duration took = recovered(practices, Duration.ofSeconds(90));
        findings.seen("asked %d times; well %d ms after the new secret", asked, took.toMillis());
        settle(findings, oracle, practices);
    }

    @Scenario(id = "T15", fault = "302 to another host", expected = "not followed")
    void redirected(Findings findings) {
        findings.rounds("%d connections", PRACTICES);
        Oracle other = oracle();
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        Practices elsewhere = Practices.connect(api, other, 1);
        oracle.answers(shown -> Reply.refusal(302, "", "Location", other.base(0).replace("/fhir", "/token")));
        practices
                .each()
                .forEach(practice ->
                        findings.need(practices.refresh(api, practice).status() != 200, "followed"));
        int hits = other.presentations(0).size() + other.refusedClients();
        findings.need(elsewhere.state(api, 0).equals("active"), "the other host's connection suffered");
        findings.seen("%d requests at the other host", hits);
        findings.need(hits == 0, "%d requests at the other host", hits);
        oracle.answersWell();
        findings.need(!recovered(practices, Duration.ofSeconds(30)).isNegative(), "not back");
        settle(findings, oracle, practices);
    }

    @Scenario(id = "T16", fault = "error in a 200 body; 400 that is no JSON", expected = "by the error's name; unknown")
    void oddErrors(Findings findings) {
        findings.rounds("%d connections x 2", PRACTICES);
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, PRACTICES);
        oracle.answers(shown -> Reply.refusal(400, "<html>bad request</html>"));
        practices.each().forEach(practice -> {
            findings.need(practices.refresh(api, practice).status() != 200, "taken for a token");
            findings.need(!practices.state(api, practice).equals("needs_reconnect"), "given up for a page");
        });
        oracle.answersWell();
        findings.need(!recovered(practices, Duration.ofSeconds(30)).isNegative(), "not back");
        settle(findings, oracle, practices);

        Oracle ended = oracle();
        Practices gone = Practices.connect(api, ended, PRACTICES);
        ended.answers(shown -> Reply.refusal(200, "{\"error\":\"invalid_grant\"}"));
        gone.each().forEach(practice -> {
            asked.add(gone.refreshLater(api, practice));
            Eventually.so(
                    Duration.ofSeconds(45),
                    "it to be given up",
                    () -> gone.state(api, practice).equals("needs_reconnect"));
        });
        findings.seen("400 page: kept; invalid_grant in 200: given up");
    }

    @Scenario(id = "S3", fault = "1000 calls at once on an ended token", expected = "one refresh, all served")
    void manyAtOnce(Findings findings) {
        int calls = Findings.times(1000);
        findings.rounds("%d calls", calls);
        Oracle oracle = oracle();
        Practices practices = Practices.connect(api, oracle, 1);
        oracle.answers(shown -> Reply.GOOD.after(Duration.ofMillis(300)));
        moveClock(Duration.ofHours(2));
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            long begun = System.nanoTime();
            all.add(api.later("GET", practices.fhir(0), null).thenApply(answer -> {
                findings.need(answer.status() == 200, "%d: %s", answer.status(), answer.body());
                return System.nanoTime() - begun;
            }));
        }
        List<Long> times = all.stream().map(CompletableFuture::join).sorted().toList();
        int shown = oracle.presentations().size();
        findings.need(shown == 1, "%d refreshes", shown);
        findings.seen("%d refresh, p99 %d ms", shown, times.get(calls * 99 / 100) / 1_000_000);
        settle(findings, oracle, practices);
    }
}

package dev.gatehouse.gateway.faults;

import static dev.gatehouse.common.testing.Answers.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.faults.OracleGrant.Kind;
import dev.gatehouse.gateway.faults.OracleGrant.Presentation;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A SMART authorization server and a FHIR server of many practices, {@code /p0}, {@code /p1} and so on, which says yes to
 * everybody and knows what is true: which refresh token of each grant is good, who showed which one when, and what was on
 * its way at the same time. Refresh tokens are good for one use.
 */
final class Oracle implements AutoCloseable {
    /** Stands in every token and secret; where it is found outside of requests, something leaked. */
    static final String CANARY = "cAnArY";

    static final String CLIENT = "oracle-client";
    private static final Duration MAYBE_LOST = Duration.ofSeconds(3);
    private static final Pattern PATH = Pattern.compile("/p(\\d+)(/.*)");
    private static final AtomicLong NUMBERS = new AtomicLong(System.nanoTime() & 0xffffffL);

    private record Code(int practice, String challenge, String redirectUri) {}

    private final Vertx vertx;
    private final HttpServer server;
    private final Map<Integer, OracleGrant> grants = new TreeMap<>();
    private final Map<String, OracleGrant> byRefreshToken = new HashMap<>();
    private final Map<String, OracleGrant> byAccessToken = new HashMap<>();
    private final Map<String, Code> codes = new HashMap<>();
    private final List<Presentation> presentations = new ArrayList<>();
    private final List<String> strangeBearers = new ArrayList<>();
    private volatile Function<Presentation, Reply> script = shown -> Reply.GOOD;
    private volatile String origin;
    private volatile @Nullable String tokenOrigin;
    private volatile String secret = CANARY + "-secret-0";
    private volatile Duration grace = Duration.ZERO;
    private volatile Duration lifetime = Duration.ofHours(1);
    private volatile boolean endsFamilies = true;
    private volatile @Nullable Handler<HttpServerRequest> fhir;
    private int overdueReads;
    private int reads;
    private int refusedClients;

    private Oracle(Vertx vertx) {
        this.vertx = vertx;
        server = await(vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1"));
        origin = "http://127.0.0.1:" + server.actualPort();
    }

    static Oracle start(Vertx vertx) {
        return new Oracle(vertx);
    }

    int port() {
        return server.actualPort();
    }

    /** Where the world is told that this is: a proxy in front, for what is asked from now on. */
    @CanIgnoreReturnValue
    Oracle knownAs(int port) {
        origin = "http://127.0.0.1:" + port;
        return this;
    }

    /** Where its token endpoints are said to be, if not where the rest is. */
    @CanIgnoreReturnValue
    Oracle tokensAt(String other) {
        tokenOrigin = other;
        return this;
    }

    /** A spent refresh token is taken once more for so long; beyond it, showing one ends the whole family. */
    @CanIgnoreReturnValue
    Oracle grace(Duration time) {
        grace = time;
        return this;
    }

    /** False to refuse a spent refresh token and leave the family alone. */
    @CanIgnoreReturnValue
    Oracle endsFamilies(boolean ends) {
        endsFamilies = ends;
        return this;
    }

    @CanIgnoreReturnValue
    Oracle lifetime(Duration time) {
        lifetime = time;
        return this;
    }

    /** How refreshes are answered from now on; {@link Presentation#number} counts each practice's, from its first ever. */
    void answers(Function<Presentation, Reply> how) {
        script = how;
    }

    /** Reads and writes of FHIR are answered so, whatever their token. */
    void fhir(Handler<HttpServerRequest> how) {
        fhir = how;
    }

    void answersWell() {
        script = shown -> Reply.GOOD;
    }

    String secret() {
        return secret;
    }

    /** Clients with the old one are refused from now on. */
    void changeSecret() {
        secret = CANARY + "-secret-" + NUMBERS.incrementAndGet();
    }

    /** The FHIR base of a practice. */
    String base(int practice) {
        return origin + "/p" + practice + "/fhir";
    }

    synchronized OracleGrant grant(int practice) {
        OracleGrant grant = grants.get(practice);
        if (grant == null) {
            throw new AssertionError("practice " + practice + " was never connected");
        }
        return grant;
    }

    synchronized Collection<OracleGrant> grants() {
        return List.copyOf(grants.values());
    }

    synchronized @Nullable String current(int practice) {
        return grant(practice).current();
    }

    synchronized List<Presentation> presentations() {
        return List.copyOf(presentations);
    }

    synchronized List<Presentation> presentations(int practice) {
        return List.copyOf(grant(practice).presentations);
    }

    /** Token requests under way now. */
    synchronized int inFlight() {
        return grants.values().stream().mapToInt(each -> each.inFlight).sum();
    }

    /** The most that were ever under way for one grant at once. */
    synchronized int mostInFlight() {
        return grants.values().stream()
                .mapToInt(each -> each.mostInFlight)
                .max()
                .orElse(0);
    }

    /** Spent refresh tokens that were shown although the answer that replaced them had arrived. */
    synchronized long inexcusable() {
        return presentations.stream()
                .filter(each -> (each.kind() == Kind.SPENT || each.kind() == Kind.IN_GRACE) && !each.excused())
                .count();
    }

    synchronized int reads() {
        return reads;
    }

    /** Calls with an access token that had ended here. */
    synchronized int overdueReads() {
        return overdueReads;
    }

    /** Bearer tokens that were never issued here. */
    synchronized List<String> strangeBearers() {
        return List.copyOf(strangeBearers);
    }

    synchronized int refusedClients() {
        return refusedClients;
    }

    /** A client was killed just now: what it was sent last may not have been taken in. */
    synchronized void clientDied() {
        Instant since = Instant.now().minus(MAYBE_LOST);
        grants.values().forEach(each -> each.lostSince(since));
    }

    /** The practice takes its consent back. */
    synchronized void end(int practice) {
        grant(practice).end();
    }

    @Override
    public void close() {
        await(server.close());
    }

    private void answer(HttpServerRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            request.response().setStatusCode(404).end();
            return;
        }
        int practice = Integer.parseInt(path.group(1));
        request.exceptionHandler(gone -> {});
        switch (path.group(2)) {
            case "/fhir/.well-known/smart-configuration" -> discovery(request, practice);
            case "/authorize" -> authorize(request, practice);
            case "/token" ->
                request.setExpectMultipart(true).endHandler(read -> token(request, practice, request.formAttributes()));
            default -> {
                Handler<HttpServerRequest> other = fhir;
                if (other == null) {
                    read(request);
                } else {
                    other.handle(request);
                }
            }
        }
    }

    private void discovery(HttpServerRequest request, int practice) {
        String root = origin + "/p" + practice;
        String tokens = tokenOrigin == null ? origin : tokenOrigin;
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("issuer", root + "/fhir")
                        .put("authorization_endpoint", root + "/authorize")
                        .put("token_endpoint", tokens + "/p" + practice + "/token")
                        .put("capabilities", new JsonArray(List.of("launch-standalone", "permission-offline")))
                        .put("grant_types_supported", new JsonArray(List.of("authorization_code", "refresh_token")))
                        .put("code_challenge_methods_supported", new JsonArray(List.of("S256")))
                        .encode());
    }

    private synchronized void authorize(HttpServerRequest request, int practice) {
        String code = CANARY + "-code-" + NUMBERS.incrementAndGet();
        String back = request.getParam("redirect_uri");
        codes.put(code, new Code(practice, request.getParam("code_challenge"), back));
        request.response()
                .setStatusCode(302)
                .putHeader("Location", back + "?code=" + code + "&state=" + request.getParam("state"))
                .end();
    }

    private void token(HttpServerRequest request, int practice, MultiMap form) {
        if (!knows(request)) {
            synchronized (this) {
                refusedClients++;
            }
            request.response()
                    .setStatusCode(401)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"error\":\"invalid_client\"}");
        } else if ("authorization_code".equals(form.get("grant_type"))) {
            exchange(request, form);
        } else {
            refresh(request, practice, form.get("refresh_token"));
        }
    }

    private boolean knows(HttpServerRequest request) {
        String told = request.getHeader("Authorization");
        String pair = CLIENT + ":" + secret;
        return ("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))).equals(told);
    }

    private synchronized void exchange(HttpServerRequest request, MultiMap form) {
        Code code = codes.remove(form.get("code"));
        if (code == null
                || !code.challenge.equals(challenge(form.get("code_verifier")))
                || !code.redirectUri.equals(form.get("redirect_uri"))) {
            request.response()
                    .setStatusCode(400)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"error\":\"invalid_grant\"}");
            return;
        }
        OracleGrant grant = new OracleGrant(code.practice);
        grants.put(code.practice, grant);
        Reply.GOOD.writer().write(request.response(), next(grant, null, true).answer());
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param rotation null if nothing was done */
    private record Issued(JsonObject answer, OracleGrant.@Nullable Rotation rotation) {}

    /** New tokens of this grant, as the answer that tells them. */
    private synchronized Issued next(OracleGrant grant, @Nullable String shown, boolean rotates) {
        String refresh =
                rotates || shown == null ? CANARY + "-rt-" + grant.practice + "-" + NUMBERS.incrementAndGet() : shown;
        String access = CANARY + "-at-" + grant.practice + "-" + NUMBERS.incrementAndGet();
        OracleGrant.Rotation rotation = rotates ? grant.rotate(shown, refresh, Instant.now()) : null;
        grant.issue(access, Instant.now().plus(lifetime));
        byRefreshToken.put(refresh, grant);
        byAccessToken.put(access, grant);
        return new Issued(
                new JsonObject()
                        .put("access_token", access)
                        .put("token_type", "Bearer")
                        .put("expires_in", lifetime.toSeconds())
                        .put("scope", "offline_access user/Patient.read user/Patient.write")
                        .put("refresh_token", refresh),
                rotation);
    }

    private void refresh(HttpServerRequest request, int practice, String token) {
        Presentation shown = shown(practice, token);
        // Which of the two is called depends on how the answer ends.
        AtomicBoolean left = new AtomicBoolean();
        request.response().endHandler(done -> left(shown.grant(), left));
        request.connection().closeHandler(done -> left(shown.grant(), left));
        Reply reply = shown.kind() == Kind.SPENT || shown.kind() == Kind.NEVER_ISSUED
                ? Reply.error("invalid_grant")
                : script.apply(shown);
        Issued issued = reply.act() == Reply.Act.NOTHING
                ? new Issued(new JsonObject(), null)
                : next(shown.grant(), token, reply.act() == Reply.Act.ROTATION);
        if (reply.after().isZero()) {
            tell(request, reply, issued);
        } else {
            vertx.setTimer(reply.after().toMillis(), late -> tell(request, reply, issued));
        }
    }

    private synchronized Presentation shown(int practice, String token) {
        OracleGrant grant = byRefreshToken.containsKey(token)
                ? byRefreshToken.get(token)
                : grants.computeIfAbsent(practice, OracleGrant::new);
        Presentation shown = grant.presented(token, Instant.now(), grace);
        presentations.add(shown);
        grant.inFlight++;
        grant.mostInFlight = Math.max(grant.mostInFlight, grant.inFlight);
        if (shown.kind() == Kind.SPENT && endsFamilies) {
            grant.end();
        }
        return shown;
    }

    private synchronized void left(OracleGrant grant, AtomicBoolean before) {
        if (before.compareAndSet(false, true)) {
            grant.inFlight--;
        }
    }

    private void tell(HttpServerRequest request, Reply reply, Issued issued) {
        if (request.response().closed()) {
            return;
        }
        OracleGrant.Rotation rotation = issued.rotation();
        if (rotation != null && reply.whole()) {
            synchronized (this) {
                rotation.delivered = true;
            }
        }
        reply.writer().write(request.response(), issued.answer());
    }

    private synchronized void read(HttpServerRequest request) {
        String told = request.getHeader("Authorization");
        String token = told == null ? "" : told.replaceFirst("^Bearer ", "");
        OracleGrant grant = byAccessToken.get(token);
        Instant end = grant == null ? null : grant.endOf(token);
        reads++;
        if (end == null) {
            strangeBearers.add(token);
        } else if (end.isBefore(Instant.now())) {
            overdueReads++;
        }
        boolean good = end != null && !end.isBefore(Instant.now());
        request.response()
                .setStatusCode(good ? 200 : 401)
                .putHeader("Content-Type", "application/fhir+json")
                .end(
                        good
                                ? "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}"
                                : "{\"resourceType\":\"OperationOutcome\",\"issue\":[]}");
    }
}

package dev.gatehouse.sandbox.fault;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The switches of a running sandbox, all of which a test may turn; {@link #reset()} puts them back as they were at the start. */
public final class Behaviour {

    /** What happens to a refresh token when it is used. */
    public enum Rotation {
        /** Replaced; using the old one again revokes the whole grant (RFC 9700, section 4.14.2). */
        STRICT,
        /** Replaced; using the old one again is refused and does no more harm. */
        ROTATE,
        /** Stays the same for ever. */
        KEEP
    }

    /** Whether the authorization answer carries {@code iss} (RFC 9207). */
    public enum IssuerParameter {
        NONE,
        GOOD,
        WRONG
    }

    /**
     * What the switches start with.
     *
     * @param autoApprove no pages: the first person signs in, the first patient is picked, and yes is said
     * @param accessTokenLifetime of user and system tokens alike
     * @param refreshTokenLifetime since the last use
     * @param rotation of refresh tokens
     * @param programme what the switches of the partner programme start with
     */
    public record Start(
            boolean autoApprove,
            Duration accessTokenLifetime,
            Duration refreshTokenLifetime,
            Rotation rotation,
            Programme.Start programme) {}

    private static final String EVERYWHERE = "*";

    private final Start start;
    private final Programme programme;
    private final BulkSwitches bulk = new BulkSwitches();
    private final Map<String, JsonObject> discoveryPatches = new ConcurrentHashMap<>();
    private final Map<String, String> discoveryHeaders = new ConcurrentHashMap<>();
    private final Map<String, JsonObject> tokenPatches = new ConcurrentHashMap<>();
    private final Map<String, JsonObject> refreshPatches = new ConcurrentHashMap<>();
    private final Map<String, JsonObject> idTokenPatches = new ConcurrentHashMap<>();
    private volatile boolean autoApprove;
    private volatile boolean denyAll;
    private volatile boolean wrongState;
    private volatile boolean rawBasic;
    private volatile boolean foreignNextLinks;
    private volatile boolean revocation;
    private volatile boolean introspectionByBearer;
    private volatile Duration accessTokenLifetime;
    private volatile Duration refreshTokenLifetime;
    private volatile Duration rotationGrace = Duration.ZERO;
    private volatile Rotation rotation;
    private volatile IssuerParameter issuerParameter = IssuerParameter.NONE;
    private volatile Set<String> droppedScopes = Set.of();

    public Behaviour(Start start) {
        this.start = start;
        this.programme = new Programme(start.programme());
        this.autoApprove = start.autoApprove();
        this.accessTokenLifetime = start.accessTokenLifetime();
        this.refreshTokenLifetime = start.refreshTokenLifetime();
        this.rotation = start.rotation();
    }

    public void reset() {
        discoveryPatches.clear();
        discoveryHeaders.clear();
        tokenPatches.clear();
        refreshPatches.clear();
        idTokenPatches.clear();
        programme.reset();
        bulk.reset();
        autoApprove = start.autoApprove();
        denyAll = false;
        wrongState = false;
        rawBasic = false;
        foreignNextLinks = false;
        revocation = false;
        introspectionByBearer = false;
        accessTokenLifetime = start.accessTokenLifetime();
        refreshTokenLifetime = start.refreshTokenLifetime();
        rotationGrace = Duration.ZERO;
        rotation = start.rotation();
        issuerParameter = IssuerParameter.NONE;
        droppedScopes = Set.of();
    }

    /** The switches of the vendor's partner programme. */
    public Programme programme() {
        return programme;
    }

    /** The switches of bulk export. */
    public BulkSwitches bulk() {
        return bulk;
    }

    public boolean autoApprove() {
        return autoApprove;
    }

    public void autoApprove(boolean on) {
        autoApprove = on;
    }

    /** Every authorization is denied, pages or not. */
    public boolean denyAll() {
        return denyAll;
    }

    public void denyAll(boolean on) {
        denyAll = on;
    }

    /** The authorization answer carries another state than was sent. */
    public boolean wrongState() {
        return wrongState;
    }

    public void wrongState(boolean on) {
        wrongState = on;
    }

    /** Basic credentials are compared as they are, not form-decoded first, as many servers do. */
    public boolean rawBasic() {
        return rawBasic;
    }

    public void rawBasic(boolean on) {
        rawBasic = on;
    }

    /** Links to the next page lead to the other origin. */
    public boolean foreignNextLinks() {
        return foreignNextLinks;
    }

    public void foreignNextLinks(boolean on) {
        foreignNextLinks = on;
    }

    /** There is a revocation endpoint (RFC 7009), and the SMART configuration names it. */
    public boolean revocation() {
        return revocation;
    }

    public void revocation(boolean on) {
        revocation = on;
    }

    /** The introspection endpoint wants an access token of the client's, and not the client's own credential. */
    public boolean introspectionByBearer() {
        return introspectionByBearer;
    }

    public void introspectionByBearer(boolean on) {
        introspectionByBearer = on;
    }

    public Duration accessTokenLifetime() {
        return accessTokenLifetime;
    }

    public void accessTokenLifetime(Duration lifetime) {
        accessTokenLifetime = lifetime;
    }

    public Duration refreshTokenLifetime() {
        return refreshTokenLifetime;
    }

    public void refreshTokenLifetime(Duration lifetime) {
        refreshTokenLifetime = lifetime;
    }

    /** For how long a refresh token still works after it was replaced; zero at the start. */
    public Duration rotationGrace() {
        return rotationGrace;
    }

    public void rotationGrace(Duration grace) {
        rotationGrace = grace;
    }

    public Rotation rotation() {
        return rotation;
    }

    public void rotation(Rotation other) {
        rotation = other;
    }

    public IssuerParameter issuerParameter() {
        return issuerParameter;
    }

    public void issuerParameter(IssuerParameter other) {
        issuerParameter = other;
    }

    /** Scopes that are never granted, though they may be asked for. */
    public Set<String> droppedScopes() {
        return droppedScopes;
    }

    public void droppedScopes(Set<String> scopes) {
        droppedScopes = Set.copyOf(scopes);
    }

    /** Merges into the SMART configuration (RFC 7396: null removes a member) of one practice, or of all if null. */
    public void patchDiscovery(@Nullable String practice, JsonObject patch) {
        discoveryPatches.put(practice == null ? EVERYWHERE : practice, patch.copy());
    }

    public JsonObject discovery(String practice, JsonObject document) {
        return patched(discoveryPatches, practice, document);
    }

    /** Adds or replaces headers of the discovery answers, such as the content type or {@code cache-control}. */
    public void discoveryHeaders(Map<String, String> headers) {
        discoveryHeaders.putAll(headers);
    }

    public Map<String, String> discoveryHeaders() {
        return Map.copyOf(discoveryHeaders);
    }

    /** Merges into the token answers of one practice, or of all if null; refresh answers have their own patch. */
    public void patchToken(@Nullable String practice, JsonObject patch) {
        tokenPatches.put(practice == null ? EVERYWHERE : practice, patch.copy());
    }

    public JsonObject token(String practice, JsonObject answer) {
        return patched(tokenPatches, practice, answer);
    }

    public void patchRefresh(@Nullable String practice, JsonObject patch) {
        refreshPatches.put(practice == null ? EVERYWHERE : practice, patch.copy());
    }

    public JsonObject refresh(String practice, JsonObject answer) {
        return patched(refreshPatches, practice, answer);
    }

    /** Merges into the claims of id tokens before they are signed. */
    public void patchIdToken(@Nullable String practice, JsonObject patch) {
        idTokenPatches.put(practice == null ? EVERYWHERE : practice, patch.copy());
    }

    public JsonObject idToken(String practice, JsonObject claims) {
        return patched(idTokenPatches, practice, claims);
    }

    private static JsonObject patched(Map<String, JsonObject> patches, String practice, JsonObject document) {
        if (patches.isEmpty()) {
            return document;
        }
        JsonObject everywhere = patches.getOrDefault(EVERYWHERE, new JsonObject());
        JsonObject here = patches.getOrDefault(practice, new JsonObject());
        return merge(merge(document, everywhere), here);
    }

    private static JsonObject merge(JsonObject target, JsonObject patch) {
        JsonObject merged = target.copy();
        for (String member : patch.fieldNames()) {
            Object value = patch.getValue(member);
            if (value == null) {
                merged.remove(member);
            } else if (value instanceof JsonObject inner) {
                Object old = merged.getValue(member);
                merged.put(member, merge(old instanceof JsonObject object ? object : new JsonObject(), inner));
            } else {
                merged.put(member, value);
            }
        }
        return merged;
    }
}

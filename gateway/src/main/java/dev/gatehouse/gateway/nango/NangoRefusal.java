package dev.gatehouse.gateway.nango;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal in the words of Nango's clients, which read {@code error.code}. Status and code are what Nango answers in the same
 * case (0.71), uneven as they are. The message never holds a secret, a token or patient data.
 */
public final class NangoRefusal extends RuntimeException {
    private static final String INVALID_BODY = "invalid_body";

    /**
     * One wrong part of a request.
     *
     * @param code of the kind of mistake: {@code unrecognized_keys}, {@code invalid_type}, {@code too_big} …
     * @param path from the outermost name inward
     */
    public record Slip(String code, String message, List<String> path) {
        public Slip {
            path = List.copyOf(path);
        }

        private JsonObject toJson() {
            return new JsonObject().put("code", code).put("message", message).put("path", new JsonArray(path));
        }
    }

    private final int status;
    private final String code;
    private final transient List<Slip> slips;
    private final transient @Nullable JsonObject payload;

    public NangoRefusal(int status, String code, String message) {
        this(status, code, message, List.of(), null);
    }

    NangoRefusal(int status, String code, String message, List<Slip> slips, @Nullable JsonObject payload) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.slips = List.copyOf(slips);
        this.payload = payload;
    }

    /** 400 with each mistake. */
    public static NangoRefusal invalid(String code, List<Slip> slips) {
        return new NangoRefusal(400, code, "The request does not have the form that is expected here.", slips, null);
    }

    /** 400 {@code invalid_body}, for one mistake. */
    public static NangoRefusal invalidBody(String message, String... path) {
        return new NangoRefusal(
                400,
                INVALID_BODY,
                message,
                path.length == 0 ? List.of() : List.of(new Slip("custom", message, List.of(path))),
                null);
    }

    /** 404 {@code not_found}. */
    public static NangoRefusal notFound(String message) {
        return new NangoRefusal(404, "not_found", message);
    }

    /** 403 {@code forbidden}. */
    public static NangoRefusal forbidden(String message) {
        return new NangoRefusal(403, "forbidden", message);
    }

    /** The answer to a key of an integration that nobody has: 400 with connections, 404 with the proxy. */
    public static NangoRefusal unknownIntegration(int status) {
        return new NangoRefusal(status, "unknown_provider_config", "There is no integration with this key.");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    JsonObject toJson() {
        JsonObject error = new JsonObject().put("code", code).put("message", getMessage());
        if (!slips.isEmpty()) {
            error.put("errors", new JsonArray(slips.stream().map(Slip::toJson).toList()));
        }
        if (payload != null) {
            error.put("payload", payload);
        }
        return new JsonObject().put("error", error);
    }
}

package dev.gatehouse.common.web;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code ?limit=&cursor=}. Lists are ordered by a key; the cursor is the last key of the
 * page before, encoded so that nobody builds on its form. It names no tenant: the query it goes into does.
 *
 * @param limit 1 to 200, 50 by default
 * @param after the key to begin after; empty for the first page
 */
public record Paging(int limit, String after) {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    /** 400 {@code input-invalid} for anything else than a number and a cursor of ours. */
    public static Paging of(RoutingContext ctx) {
        return new Paging(
                limit(ctx.request().getParam("limit")), after(ctx.request().getParam("cursor")));
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw bad("limit", "should be a number from 1 to " + MOST);
    }

    private static String after(@Nullable String cursor) {
        if (cursor == null) {
            return "";
        }
        try {
            String after = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (after.startsWith("1|") && after.length() <= 300 && after.indexOf('\0') < 0) {
                return after.substring(2);
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw bad("cursor", "should be the nextCursor of the page before");
    }

    private static Failure.Invalid bad(String path, String message) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake(path, message)));
    }

    /** A page of at most {@link #limit}; {@code found} has one more if there is a next one. */
    public <T> JsonObject page(List<T> found, Function<T, String> key, Function<T, JsonObject> json) {
        List<T> shown = found.size() > limit ? found.subList(0, limit) : found;
        String next = found.size() > limit
                ? Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(("1|" + key.apply(shown.get(limit - 1))).getBytes(StandardCharsets.UTF_8))
                : null;
        return Json.page(shown.stream().map(json).toList(), next);
    }
}

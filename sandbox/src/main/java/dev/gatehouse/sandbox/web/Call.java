package dev.gatehouse.sandbox.web;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A request that has arrived whole.
 *
 * @param sequence its number in the request log
 * @param method HTTP method
 * @param path as sent
 * @param query decoded
 * @param form decoded form body, or none
 * @param headers as sent
 * @param body as sent, empty for uploads that are streamed
 */
public record Call(
        long sequence,
        HttpMethod method,
        String path,
        Parameters query,
        Parameters form,
        MultiMap headers,
        Buffer body) {

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public boolean isPost() {
        return HttpMethod.POST.equals(method);
    }

    public boolean isGet() {
        return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    }

    /** Whether the body says that it is a form. */
    public boolean sendsForm() {
        String type = header("content-type");
        return type != null && type.toLowerCase(java.util.Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }
}

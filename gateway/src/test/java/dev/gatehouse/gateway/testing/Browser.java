package dev.gatehouse.gateway.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * An end user's browser without scripts: keeps cookies, and goes only where it is told, one address at a time or along
 * redirects to a place named before.
 */
public final class Browser {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the browser shows, or where it is sent. */
    public record Page(URI at, int status, String body, HttpHeaders headers) {
        public boolean redirects() {
            return status / 100 == 3;
        }

        /** Where it leads, as an absolute address. */
        public URI next() {
            return at.resolve(headers.firstValue("Location")
                    .orElseThrow(() -> new AssertionError(at.getPath() + " answered " + status + " without Location")));
        }
    }

    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    /** One request; redirects are not followed. */
    @CanIgnoreReturnValue
    public Page open(String url) {
        return send(request(URI.create(url)).GET().build());
    }

    public CompletableFuture<Page> openLater(String url) {
        return HTTP.sendAsync(request(URI.create(url)).GET().build(), BodyHandlers.ofString())
                .thenApply(this::page);
    }

    /** Follows redirects until one leads to an address that starts so, and gives that address without going there. */
    public String until(String prefix, Page from) {
        Page page = from;
        for (int hop = 0; hop < 10; hop++) {
            if (!page.redirects()) {
                throw new AssertionError(page.at().getPath() + " answered " + page.status() + ": " + page.body());
            }
            String next = page.next().toString();
            if (next.startsWith(prefix)) {
                return next;
            }
            page = open(next);
        }
        throw new AssertionError("ten redirects and never at " + prefix);
    }

    public Page submit(String url, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** Posts JSON as the connect page's own script would. */
    public Page post(String url, String json) {
        return send(request(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** What is kept, by name; changes count. */
    public Map<String, String> cookies() {
        return cookies;
    }

    private HttpRequest.Builder request(URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private Page send(HttpRequest request) {
        try {
            return page(HTTP.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a page", e);
        }
    }

    private Page page(HttpResponse<String> response) {
        for (String header : response.headers().allValues("Set-Cookie")) {
            for (HttpCookie cookie : HttpCookie.parse(header)) {
                if (cookie.getMaxAge() == 0) {
                    cookies.remove(cookie.getName());
                } else {
                    cookies.put(cookie.getName(), cookie.getValue());
                }
            }
        }
        return new Page(response.uri(), response.statusCode(), response.body(), response.headers());
    }
}

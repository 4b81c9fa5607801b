package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Hands an EHR's answer to the client: its head through the header policy, addresses of the practice turned towards the
 * gateway, its body through an {@link AnswerPipe}.
 *
 * <p>What came packed with gzip leaves packed, unless it may hold links to rewrite or the client did not ask for gzip; then
 * it is unpacked on the way and leaves plain. The way from an EHR is the long one, the way to a client is not.
 */
final class Relay {
    private final LinkPrefix links;
    private final ProxyCall call;
    private final HttpServerResponse response;
    private final Runnable progress;
    private @Nullable AnswerPipe download;

    /** @param progress run whenever a part of the body has moved */
    Relay(LinkPrefix links, ProxyCall call, HttpServerResponse response, Runnable progress) {
        this.links = links;
        this.call = call;
        this.response = response;
        this.progress = progress;
    }

    /** True for a redirect that would take the client, and perhaps its key, somewhere else. */
    boolean leadsElsewhere(HttpClientResponse up) {
        int status = up.statusCode();
        if (status < 300 || status >= 400 || status == 304) {
            return false;
        }
        String location = up.getHeader(HttpHeaders.LOCATION);
        return location == null || links.rewritten(location) == null;
    }

    /** Done when the last byte is handed over; fails with {@code ehr-answer-cut} when the EHR breaks off. */
    Future<Void> send(HttpClientResponse up) {
        int status = up.statusCode();
        MultiMap headers = up.headers();
        boolean body = !call.method().equals(HttpMethod.HEAD) && status != 204 && status != 304;
        ContentKind kind = ContentKind.of(headers.get(HttpHeaders.CONTENT_TYPE));
        response.setStatusCode(status);
        HeaderPolicy.toClient(headers, response.headers(), kind, body);
        response.putHeader(HeaderPolicy.REQUEST_ID, call.requestId());
        putAddress(HttpHeaders.LOCATION, headers.get(HttpHeaders.LOCATION));
        putAddress(HttpHeaders.CONTENT_LOCATION, headers.get(HttpHeaders.CONTENT_LOCATION));
        String coding = headers.get(HttpHeaders.CONTENT_ENCODING);
        boolean linked = call.form() == AnswerForm.FHIR && kind == ContentKind.JSON;
        boolean unpacking = coding != null && length(up) != 0 && isUnpacked(coding, linked, status);
        if (unpacking) {
            response.headers().remove(HttpHeaders.CONTENT_ENCODING);
        }
        boolean rewriting = linked && (unpacking || GzipWish.isPlain(coding));
        return body ? stream(up, rewriting, unpacking) : withoutBody(up, rewriting || unpacking);
    }

    /** Ends a body that is on its way; its rest is thrown away by whoever ends it. */
    void stop(Throwable why) {
        if (download != null) {
            download.stop(why);
        }
    }

    /** Body bytes given to the client. */
    long bytes() {
        return download == null ? 0 : download.bytes();
    }

    /** True once the body is on its way. */
    boolean hasBegun() {
        return download != null;
    }

    /** True if the next move is the client's. */
    boolean awaitsClient() {
        return download != null && download.awaitsClient();
    }

    /** A part of a packed body can't be unpacked. */
    private boolean isUnpacked(String coding, boolean linked, int status) {
        if (!GzipWish.isGzip(coding) || status == 206) {
            return false;
        }
        boolean holdsLinks = linked && (!isRead() || GzipWish.mayHoldLinks(call.target()));
        return holdsLinks || !GzipWish.isIn(call.headers().get(HttpHeaders.ACCEPT_ENCODING));
    }

    private boolean isRead() {
        return call.method().equals(HttpMethod.GET) || call.method().equals(HttpMethod.HEAD);
    }

    private Future<Void> stream(HttpClientResponse up, boolean rewriting, boolean unpacking) {
        LinkRewriter rewriter = rewriting ? new LinkRewriter(links) : null;
        GzipReader gzip = unpacking ? new GzipReader() : null;
        AnswerPipe pipe = new AnswerPipe(up, response, rewriter, gzip, length(up), progress);
        download = pipe;
        Future<Void> streamed = pipe.start().recover(this::cut);
        return gzip == null ? streamed : streamed.onComplete(over -> gzip.close());
    }

    /** A client that has seen nothing yet can be told; any other must see that the rest is missing. */
    private Future<Void> cut(Throwable broken) {
        if (response.headWritten()) {
            response.reset();
        }
        Failure why =
                broken instanceof GzipReader.Unreadable ? EhrFailures.unreadable(broken) : EhrFailures.cut(broken);
        return Future.failedFuture(why);
    }

    /** HEAD tells the length of a body that would not change on its way. */
    private Future<Void> withoutBody(HttpClientResponse up, boolean changing) {
        String length = up.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && !changing && call.method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        }
        up.resume();
        return response.end();
    }

    private void putAddress(CharSequence name, @Nullable String address) {
        if (address != null) {
            String ours = call.form() == AnswerForm.FHIR ? links.rewritten(address) : null;
            response.putHeader(name, ours == null ? address : ours);
        }
    }

    private static long length(HttpClientResponse up) {
        String length = up.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return AnswerPipe.UNKNOWN;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException malformed) {
            return AnswerPipe.UNKNOWN;
        }
    }
}

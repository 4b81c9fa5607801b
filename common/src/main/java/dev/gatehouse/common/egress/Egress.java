package dev.gatehouse.common.egress;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * The only way out of the process.
 *
 * <p>What it guarantees for every call: the host is on a list; every address the name stands for is public, and the
 * connection goes to an address that was checked; TLS 1.2 or later with the certificate checked for that host; no redirect
 * is followed; everything has a limit. Exceptions exist only for hosts the operator lists as private.
 *
 * <p>What it does not: it sends what it is given, so credentials and headers are the caller's concern.
 *
 * <p>Make it outside of any verticle; it may be used from everywhere, and answers on the caller's context. Calls that get no
 * complete answer fail with a {@link NoAnswer}.
 */
public final class Egress {
    /** A connection that is being made ends by limits of its own; who waits longer than those waits for somebody else's. */
    private static final Duration IN_THE_POOL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final EgressSettings settings;
    private final Clock clock;
    private final AddressRules rules;
    private final NamedAddresses addresses;
    private final Clients clients;
    private final HostBreakers breakers;

    public Egress(Vertx vertx, EgressSettings settings, HostResolver resolver, Clock clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
        this.rules = new AddressRules(settings.privateHosts());
        this.addresses = new NamedAddresses(vertx, settings, resolver);
        this.clients = new Clients(vertx, settings);
        this.breakers = new HostBreakers(clock);
    }

    public EgressSettings settings() {
        return settings;
    }

    /**
     * Checks an address by its text alone: https, a host the rules name, its usual port, no user-info, no fragment, no IP
     * address, no spelling that parsers may read differently.
     *
     * @throws Failure.Invalid {@code address-refused} with the reason
     */
    public Destination destination(URI address, HostRules hosts) {
        return rules.check(address, hosts);
    }

    /**
     * A request ready to be written, on a connection to a checked address. Without I/O but for the connection itself when the
     * name is known. Waiting for the answer's headers is the caller's to limit.
     *
     * @param requestUri raw path and query, used as it is; starts with a slash
     */
    public Future<HttpClientRequest> open(Destination to, HttpMethod method, String requestUri) {
        return open(clients.streaming(), to, method, requestUri);
    }

    /** The same on a connection that nobody has used before, nor will again: for what a kept connection has failed. */
    public Future<HttpClientRequest> openAnew(Destination to, HttpMethod method, String requestUri) {
        return open(clients.unkept(), to, method, requestUri);
    }

    /** The whole answer in memory, within the time and the bytes allowed, however slowly it comes. */
    public Future<SmallAnswer> send(SmallRequest request) {
        return new SmallCall(vertx, clock, settings, request)
                .start(() -> open(clients.small(), request.to(), request.method(), request.target()));
    }

    /**
     * Streams the body of a GET into a file, which is replaced, and readable by us only. Fails with {@code download-refused}
     * for any status but 200 and with {@code ehr-answer-too-large} above the limit; after a failure there is no file.
     */
    public Future<Path> download(Destination from, String requestUri, Path file, long mostBytes) {
        return new Download(vertx, settings, from.host(), file, mostBytes)
                .start(() -> open(clients.streaming(), from, HttpMethod.GET, requestUri));
    }

    /** How many hosts took no connection again and again, so that they are not tried for the moment. */
    public int hostsLeftAlone() {
        return breakers.open();
    }

    /** Closes all connections. */
    public Future<Void> close() {
        return clients.close();
    }

    private Future<HttpClientRequest> open(HttpClient client, Destination to, HttpMethod method, String requestUri) {
        if (!AddressRules.isRequestTarget(requestUri)) {
            return Future.failedFuture(new Failure.Invalid(
                    "address-refused", "The path of this call has characters that an address can't have."));
        }
        HostLeftAlone leftAlone = breakers.refuses(to);
        if (leftAlone != null) {
            return Future.failedFuture(leftAlone);
        }
        NamedAddresses.Checked known = addresses.known(to);
        Future<HttpClientRequest> opened = known != null
                ? connect(client, to, method, requestUri, known)
                : addresses
                        .lookUp(to)
                        .recover(unknown -> Future.failedFuture(EgressFailure.notConnected(to.host(), unknown)))
                        .compose(checked -> connect(client, to, method, requestUri, checked));
        return opened.onComplete(outcome -> breakers.ended(to, outcome.cause()));
    }

    private Future<HttpClientRequest> connect(
            HttpClient client, Destination to, HttpMethod method, String requestUri, NamedAddresses.Checked checked) {
        int turn = checked.turn().get();
        RequestOptions options = new RequestOptions()
                .setServer(checked.server(turn))
                .setHost(to.host())
                .setPort(to.port())
                .setSsl(to.ssl())
                .setMethod(method)
                .setURI(requestUri)
                .setFollowRedirects(false)
                .setConnectTimeout(settings.connect()
                        .plus(settings.tls())
                        .plus(IN_THE_POOL)
                        .toMillis());
        return attempt(client, to, options, checked, turn, checked.servers().size());
    }

    /** Tries each address once, beginning where the last one worked: a host without IPv6 routes gets AAAA records too. */
    private Future<HttpClientRequest> attempt(
            HttpClient client,
            Destination to,
            RequestOptions options,
            NamedAddresses.Checked checked,
            int turn,
            int left) {
        return request(client, options).recover(failure -> {
            if (EgressFailure.isQueue(failure)) {
                return Future.failedFuture(new EgressBusy(to.host(), failure));
            }
            if (left <= 1) {
                return Future.failedFuture(EgressFailure.notConnected(to.host(), failure));
            }
            checked.turn().compareAndSet(turn, turn + 1);
            RequestOptions other = new RequestOptions(options).setServer(checked.server(turn + 1));
            return attempt(client, to, other, checked, turn + 1, left - 1);
        });
    }

    /** After {@link #close} a client throws; whoever still wants something then hears it like any other trouble. */
    private static Future<HttpClientRequest> request(HttpClient client, RequestOptions options) {
        try {
            return client.request(options);
        } catch (IllegalStateException closed) {
            return Future.failedFuture(closed);
        }
    }
}

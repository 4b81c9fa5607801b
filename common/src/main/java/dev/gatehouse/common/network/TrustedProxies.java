package dev.gatehouse.common.network;

import dev.gatehouse.common.settings.SettingsSource;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose word about a client's address counts: reverse proxies and balancers of the operator's. Anybody else's {@code
 * Forwarded} and {@code X-Forwarded-For} are not looked at. Of what a proxy passes on, the client is the last hop that is no
 * proxy of ours: what stands before it was written by strangers.
 *
 * @param ranges of their addresses; none by default
 */
public record TrustedProxies(List<AddressRange> ranges) {
    private static final String SETTING = "GATEHOUSE_TRUSTED_PROXIES";

    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    public static TrustedProxies read(SettingsSource source) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String each : source.list(SETTING)) {
            try {
                AddressRange range = AddressRange.of(each);
                if (range.isEverything()) {
                    source.mistake(SETTING, "must not trust every address there is");
                }
                ranges.add(range);
            } catch (IllegalArgumentException e) {
                source.mistake(
                        SETTING, "should list addresses or ranges of them, such as 10.0.0.0/8,192.0.2.7,fd00::/8");
            }
        }
        return new TrustedProxies(ranges);
    }

    public boolean areNone() {
        return ranges.isEmpty();
    }

    /** True for the address of one of them. */
    public boolean hold(byte[] address) {
        return ranges.stream().anyMatch(range -> range.holds(address));
    }

    /** Where a request comes from, in numbers; null if its connection has no address. */
    public @Nullable String client(HttpServerRequest request) {
        SocketAddress from = request.remoteAddress();
        String peer = from == null ? null : from.hostAddress();
        return peer == null || areNone()
                ? peer
                : client(
                        peer,
                        request.headers().getAll("X-Forwarded-For"),
                        request.headers().getAll("Forwarded"));
    }

    /**
     * The same from its parts. A proxy that writes only one of the two headers passes the other on as strangers wrote it; so
     * where both are there and differ, neither counts.
     */
    String client(String peer, List<String> forwardedFor, List<String> forwarded) {
        byte[] address = AddressRange.bytes(peer);
        if (address == null || !hold(address)) {
            return peer;
        }
        List<String> standard = ForwardedFor.standard(forwarded);
        if (standard == null) {
            return peer;
        }
        String byPlain = forwardedFor.isEmpty() ? null : lastStranger(peer, ForwardedFor.plain(forwardedFor));
        String byStandard = forwarded.isEmpty() ? null : lastStranger(peer, standard);
        if (byPlain == null || byStandard == null) {
            return byPlain != null ? byPlain : byStandard != null ? byStandard : peer;
        }
        return byPlain.equals(byStandard) ? byPlain : peer;
    }

    /** From the right, the first that is no proxy of ours; the proxy before it if what it says is no address. */
    private String lastStranger(String peer, List<String> hops) {
        String known = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            byte[] address = AddressRange.bytes(hops.get(i));
            if (address == null) {
                return known;
            }
            known = text(address);
            if (!hold(address)) {
                return known;
            }
        }
        return known;
    }

    /** One spelling for each address, so that nobody is counted as many. */
    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }
}

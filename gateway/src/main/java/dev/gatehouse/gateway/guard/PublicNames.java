package dev.gatehouse.gateway.guard;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names this gateway answers to (RFC 9110, 7.4). Compared without their port: behind a reverse proxy, a tunnel or a
 * container's mapping it is seldom the one we listen at, and it protects from nothing; what a page of another site can't
 * choose is the name (DNS rebinding). While no public address is set, addresses in numbers are known too.
 */
final class PublicNames {
    private static final int LONGEST = 255;

    private final Set<String> names = new HashSet<>(Set.of("127.0.0.1", "localhost", "[::1]"));
    private final boolean anyAddress;

    /** The Host header seen last, which is nearly always the next one too. A race here costs one comparison. */
    private volatile String recent = "127.0.0.1";

    /**
     * @param listening where the public listener binds
     * @param others more names, without ports
     */
    PublicNames(String listening, Optional<URI> publicUrl, Set<String> others) {
        names.add(lower(listening.contains(":") ? "[" + listening + "]" : listening));
        publicUrl.ifPresent(url -> names.add(lower(url.getHost())));
        others.forEach(each -> names.add(lower(each)));
        anyAddress = publicUrl.isEmpty();
    }

    /** Null if it is ours. */
    @Nullable
    Refusal refusal(String host) {
        if (host.equals(recent)) {
            return null;
        }
        String name = nameOf(host);
        if (name == null) {
            return Refusal.HOST;
        }
        if (!names.contains(lower(name)) && !(anyAddress && isAddress(name))) {
            return Refusal.HOST_UNKNOWN;
        }
        recent = host;
        return null;
    }

    /** The part of {@code name[:port]} before the port, brackets included; null if it is none. */
    static @Nullable String nameOf(String host) {
        if (host.isEmpty() || host.length() > LONGEST) {
            return null;
        }
        int end = host.charAt(0) == '[' ? afterBrackets(host) : afterName(host);
        return end <= 0 || !isPort(host, end) ? null : host.substring(0, end);
    }

    private static int afterName(String host) {
        int end = 0;
        while (end < host.length() && isLabel(host.charAt(end))) {
            end++;
        }
        boolean odd = host.charAt(0) == '.' || host.charAt(0) == '-' || host.startsWith("..", Math.max(0, end - 2));
        return odd || host.substring(0, end).contains("..") ? -1 : end;
    }

    private static int afterBrackets(String host) {
        int end = 1;
        while (end < host.length()
                && (Character.digit(host.charAt(end), 16) >= 0 || ":.".indexOf(host.charAt(end)) >= 0)) {
            end++;
        }
        return end > 3 && end < host.length() && host.charAt(end) == ']' ? end + 1 : -1;
    }

    private static boolean isLabel(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }

    private static boolean isPort(String host, int from) {
        if (from == host.length()) {
            return true;
        }
        if (host.charAt(from) != ':' || from + 1 == host.length() || host.length() - from > 6) {
            return false;
        }
        int port = 0;
        for (int i = from + 1; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port > 0 && port <= 65_535;
    }

    private static boolean isAddress(String name) {
        return name.charAt(0) == '[' || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

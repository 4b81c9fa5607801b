package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import dev.gatehouse.sandbox.fault.RequestLog;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Fingerprint;
import dev.gatehouse.sandbox.web.Parameters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes what arrives into the request log, with fingerprints in the place of secrets. */
final class Recorder {

    private static final Set<String> SECRET = Set.of(
            "access_token",
            "client_assertion",
            "client_secret",
            "code",
            "code_verifier",
            "id_token_hint",
            "password",
            "refresh_token",
            "token");
    private static final Pattern SECRET_IN_TARGET =
            Pattern.compile("(?<=[?&])(" + String.join("|", SECRET) + ")=([^&]*)");
    private static final List<String> KEPT_HEADERS = List.of(
            "accept",
            "accept-encoding",
            "content-type",
            "content-length",
            "host",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "origin",
            "prefer",
            "range",
            "referer",
            "traceparent",
            "transfer-encoding",
            "user-agent",
            "x-request-id",
            "x-correlation-id");

    private final RequestLog log;
    private final Clock clock;

    Recorder(RequestLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    void record(Call call, String target, String origin, RequestKind kind, @Nullable String practice) {
        log.count(kind);
        if (kind == RequestKind.TOKEN || kind == RequestKind.REFRESH) {
            log.countTokenRequest(call.form().text("grant_type"));
        }
        if (!log.recording()) {
            return;
        }
        String shown = call.header("authorization");
        log.add(new RecordedRequest(
                call.sequence(),
                clock.instant(),
                origin,
                kind,
                practice,
                call.method().name(),
                withoutSecrets(target),
                call.path(),
                pairs(call.query(), kind),
                pairs(call.form(), kind),
                names(call),
                headers(call),
                scheme(shown),
                shown == null ? null : Fingerprint.of(shown.substring(shown.indexOf(' ') + 1))));
    }

    private static String scheme(@Nullable String shown) {
        if (shown == null) {
            return "none";
        }
        String scheme = shown.split(" ", 2)[0].toLowerCase(Locale.ROOT);
        return scheme.equals("basic") || scheme.equals("bearer") ? scheme : "other";
    }

    private static List<Map.Entry<String, String>> pairs(Parameters parameters, RequestKind kind) {
        // "code" is a search parameter of Observation and no secret there
        boolean clear = kind == RequestKind.FHIR;
        List<Map.Entry<String, String>> safe =
                new ArrayList<>(parameters.pairs().size());
        for (Map.Entry<String, String> pair : parameters.pairs()) {
            boolean secret =
                    SECRET.contains(pair.getKey()) && !(clear && pair.getKey().equals("code"));
            safe.add(secret ? Map.entry(pair.getKey(), Fingerprint.of(pair.getValue())) : pair);
        }
        return safe;
    }

    private static String withoutSecrets(String target) {
        if (target.indexOf('?') < 0) {
            return target;
        }
        Matcher secrets = SECRET_IN_TARGET.matcher(target);
        return secrets.replaceAll(found -> found.group(1).equals("code") && target.contains("/Observation")
                ? Matcher.quoteReplacement(found.group())
                : Matcher.quoteReplacement(found.group(1) + "=" + Fingerprint.of(found.group(2))));
    }

    private static List<String> names(Call call) {
        List<String> names = new ArrayList<>();
        call.headers().forEach((name, value) -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    private static Map<String, String> headers(Call call) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT_HEADERS) {
            String value = call.header(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return kept;
    }
}

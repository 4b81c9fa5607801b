package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an EHR opens an application with (SMART App Launch 2.2, "EHR launch"). {@code launch} is opaque and kept to the
 * byte: in an address a plus sign is a plus sign, which the usual form decoding would turn into a blank.
 *
 * @param iss the FHIR base as the EHR wrote it
 */
record EhrLaunch(String iss, URI base, SecretText launch) {
    private static final int LONGEST_ISS = 2048;
    private static final int LONGEST_LAUNCH = 8 * 1024;

    /** Empty if one of the two is missing, stands twice, is too long, or {@code iss} is no plain address. */
    static Optional<EhrLaunch> read(HttpServerRequest request) {
        boolean form = request.method().equals(HttpMethod.POST);
        Optional<String> iss = form ? field(request.formAttributes(), "iss") : parameter(request.query(), "iss");
        Optional<String> launch =
                form ? field(request.formAttributes(), "launch") : parameter(request.query(), "launch");
        if (iss.isEmpty() || launch.isEmpty() || launch.get().length() > LONGEST_LAUNCH) {
            return Optional.empty();
        }
        return address(iss.get()).map(base -> new EhrLaunch(iss.get(), base, new SecretText(launch.get())));
    }

    private static Optional<String> field(MultiMap fields, String name) {
        return single(fields.getAll(name));
    }

    private static Optional<String> parameter(@Nullable String query, String name) {
        List<String> values = new ArrayList<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && decoded(pair.substring(0, equals)).filter(name::equals).isPresent()) {
                values.add(decoded(pair.substring(equals + 1)).orElse(""));
            }
        }
        return single(values);
    }

    private static Optional<String> single(List<String> values) {
        return values.size() == 1 && !values.get(0).isBlank() ? Optional.of(values.get(0)) : Optional.empty();
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<URI> address(String iss) {
        try {
            URI base = new URI(iss);
            boolean plain = iss.length() <= LONGEST_ISS
                    && base.getHost() != null
                    && ("https".equalsIgnoreCase(base.getScheme()) || "http".equalsIgnoreCase(base.getScheme()))
                    && base.getRawUserInfo() == null
                    && base.getRawQuery() == null
                    && base.getRawFragment() == null;
            return plain ? Optional.of(base) : Optional.empty();
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "EhrLaunch[" + base.getHost() + "]";
    }
}

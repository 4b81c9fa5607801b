package dev.gatehouse.common.ehr;

import dev.gatehouse.common.ehr.EhrProfile.Audience;
import dev.gatehouse.common.ehr.EhrProfile.Need;
import dev.gatehouse.common.ehr.EhrProfile.TypeRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code applicationTypes:} of a profile. */
final class ApplicationTypesReader {
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
    /** A secret, by a way the vendor does not name: both ways there are. */
    private static final String SOME_SECRET = "client_secret";

    private ApplicationTypesReader() {}

    static Map<ApplicationType, TypeRules> read(Section top) {
        Map<ApplicationType, TypeRules> types = new EnumMap<>(ApplicationType.class);
        Map<String, TypeRules> entries = top.entries(
                "applicationTypes",
                (key, in) -> rules(in, ApplicationType.of(key).orElse(ApplicationType.PROVIDER)));
        entries.forEach((key, rules) -> ApplicationType.of(key)
                .ifPresentOrElse(
                        type -> types.put(type, rules),
                        () -> top.mistake("applicationTypes." + key, "should be one of patient, provider, system")));
        if (types.isEmpty()) {
            top.mistake("applicationTypes", "should name at least one of patient, provider, system");
        }
        return types;
    }

    private static TypeRules rules(Section in, ApplicationType type) {
        return new TypeRules(
                endpoints(in, type),
                in.texts("scopes"),
                in.maybe("dialect", ScopeRules.Dialect.class),
                clientAuthentication(in),
                algorithms(in),
                in.maybe("pkce", Need.class),
                in.maybe("audience", Audience.class),
                in.maybe("scopeParameter", Need.class),
                in.maybeDuration("tokenLifetime", Duration.ofHours(1)),
                in.maybeText("notes"));
    }

    private static Set<EndpointKind> endpoints(Section in, ApplicationType type) {
        List<EndpointKind> kinds = in.maybeAll("endpoints", EndpointKind.class);
        if (kinds == null) {
            return Set.of(type.endpoints());
        }
        if (kinds.isEmpty()) {
            in.mistake("endpoints", "should name at least one kind of endpoint");
        }
        return kinds.isEmpty() ? Set.of(type.endpoints()) : EnumSet.copyOf(kinds);
    }

    private static @Nullable List<ClientAuthentication> clientAuthentication(Section in) {
        List<String> texts = in.maybeTexts("clientAuthentication");
        if (texts == null) {
            return null;
        }
        List<ClientAuthentication> methods = new ArrayList<>();
        for (String text : texts) {
            if (text.equals(SOME_SECRET)) {
                methods.add(ClientAuthentication.CLIENT_SECRET_BASIC);
                methods.add(ClientAuthentication.CLIENT_SECRET_POST);
            } else {
                ClientAuthentication.of(text)
                        .ifPresentOrElse(
                                methods::add,
                                () -> in.mistake(
                                        "clientAuthentication", "does not know the method " + Section.shortened(text)));
            }
        }
        if (texts.isEmpty()) {
            in.mistake("clientAuthentication", "should name at least one method, or be left out if it is unknown");
        }
        return methods;
    }

    private static @Nullable List<String> algorithms(Section in) {
        List<String> algorithms = in.maybeTexts("algorithms");
        if (algorithms != null && !ALGORITHMS.containsAll(algorithms)) {
            in.mistake("algorithms", "should hold only names such as ES384 and RS384");
        }
        return algorithms;
    }
}

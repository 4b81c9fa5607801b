package dev.gatehouse.sandbox.portal;

import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The application form: name, type, addresses and scopes; its rules are the vendor's. */
final class ApplicationForm {

    private static final Set<String> TYPES = Set.of("patient", "provider", "system");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private ApplicationForm() {}

    static List<Mistake> mistakes(@Nullable JsonObject form) {
        if (form == null) {
            return List.of(new Mistake("", "The body must be a JSON object"));
        }
        List<Mistake> mistakes = new ArrayList<>();
        if (!(form.getValue("applicationName") instanceof String name) || name.isBlank()) {
            mistakes.add(new Mistake("applicationName", "must be filled in"));
        }
        String type = type(form);
        if (!TYPES.contains(type)) {
            mistakes.add(new Mistake("applicationType", "must be patient, provider or system"));
        }
        checkAddresses(form, "redirectUrls", !type.equals("system"), mistakes);
        checkAddresses(form, "launchUrls", false, mistakes);
        if (type.equals("system") && !(form.getValue("jwksUrl") instanceof String)) {
            mistakes.add(new Mistake("jwksUrl", "is needed for a system application"));
        }
        if (form.getValue("jwksUrl") instanceof String jwks && !allowed(jwks)) {
            mistakes.add(new Mistake("jwksUrl", "must be https, or http on this machine"));
        }
        List<String> scopes = texts(form, "scopes");
        if (scopes.isEmpty()) {
            mistakes.add(new Mistake("scopes", "name at least one"));
        }
        if (!texts(form, "launchUrls").isEmpty() && !scopes.contains("launch")) {
            mistakes.add(new Mistake("scopes", "an application with launch URLs must ask for the scope launch"));
        }
        return mistakes;
    }

    private static void checkAddresses(JsonObject form, String field, boolean needed, List<Mistake> mistakes) {
        List<String> addresses = texts(form, field);
        if (needed && addresses.isEmpty()) {
            mistakes.add(new Mistake(field, "name at least one"));
        }
        for (int i = 0; i < addresses.size(); i++) {
            if (!allowed(addresses.get(i))) {
                mistakes.add(new Mistake(field + "[" + i + "]", "must be https, or http on this machine"));
            }
        }
    }

    private static boolean allowed(String address) {
        try {
            URI uri = URI.create(address);
            boolean plain = uri.getHost() != null && uri.getFragment() == null && uri.getUserInfo() == null;
            boolean secure = "https".equals(uri.getScheme());
            return plain && (secure || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    static Client client(JsonObject form, String id, String secret) {
        boolean system = type(form).equals("system");
        return new Client(
                id,
                system ? null : secret,
                form.getString("applicationName"),
                Client.Type.valueOf(type(form).toUpperCase(Locale.ROOT)),
                texts(form, "redirectUrls"),
                texts(form, "launchUrls"),
                new LinkedHashSet<>(texts(form, "scopes")),
                form.getString("jwksUrl"),
                system ? Set.of(ClientAuthentication.PRIVATE_KEY_JWT) : PartnerPortal.withSecret());
    }

    private static String type(JsonObject form) {
        return form.getValue("applicationType") instanceof String type ? type.toLowerCase(Locale.ROOT) : "";
    }

    private static List<String> texts(JsonObject form, String field) {
        List<String> texts = new ArrayList<>();
        if (form.getValue(field) instanceof JsonArray list) {
            list.forEach(one -> texts.add(String.valueOf(one)));
        }
        return texts;
    }
}

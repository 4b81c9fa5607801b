package dev.gatehouse.gateway.app;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrAnswers;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.Provenance;
import dev.gatehouse.common.ehr.ScopeRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An EHR profile as the API shows it, by the names of its YAML. What is unknown is null. */
final class EhrJson {
    private EhrJson() {}

    static JsonObject of(EhrProfile profile) {
        EhrFacts facts = profile.facts();
        JsonObject types = new JsonObject();
        profile.applicationTypes().forEach((type, rules) -> types.put(type.text(), type(rules)));
        return new JsonObject()
                .put("ehr", profile.key())
                .put("name", profile.name())
                .put("directoryUrl", text(profile.directory().url()))
                .put("directoryKind", profile.directory().form().text())
                .put("directoryEvery", text(profile.directory().every()))
                .put("handAdded", profile.handAdded())
                .put(
                        "hosts",
                        new JsonArray(profile.hosts().hosts().stream().sorted().toList()))
                .put("anyPublicHost", profile.hosts().anyPublic())
                .put("practiceAddress", word(facts.practiceAddress()))
                .put("credentialScope", word(facts.credentialScope()))
                .put("disconnect", facts.disconnect())
                .put("programme", programme(facts.programme()))
                .put("applicationTypes", types)
                .put("scopes", scopes(profile.scopes()))
                .put("tokens", tokens(profile.tokens()))
                .put("assertion", assertion(facts.assertion()))
                .put("limits", limits(facts.limits()))
                .put("requests", requests(facts.requests()))
                .put("bulk", bulk(facts.bulk()))
                .put("discovery", discovery(facts.discovery()))
                .put("server", server(facts.server()))
                .put("errors", each(profile.answers().errors(), EhrJson::error))
                .put(
                        "correlation",
                        new JsonObject()
                                .put("fields", texts(profile.answers().correlationFields()))
                                .put("headers", texts(profile.answers().correlationHeaders())))
                .put("sources", sources(profile.provenance()))
                .put("knownFrom", knownFrom(profile.provenance()));
    }

    private static JsonObject type(EhrProfile.TypeRules rules) {
        JsonArray authentication = new JsonArray();
        if (rules.clientAuthentication() != null) {
            rules.clientAuthentication().stream()
                    .map(ClientAuthentication::text)
                    .forEach(authentication::add);
        }
        return new JsonObject()
                .put(
                        "endpoints",
                        new JsonArray(rules.endpoints().stream()
                                .sorted()
                                .map(kind -> (Object) kind.text())
                                .toList()))
                .put("scopes", texts(rules.scopes()))
                .put("dialect", word(rules.dialect()))
                .put("clientAuthentication", rules.clientAuthentication() == null ? null : authentication)
                .put("algorithms", texts(rules.algorithms()))
                .put("pkce", word(rules.pkce()))
                .put("audience", word(rules.audience()))
                .put("scopeParameter", word(rules.scopeParameter()))
                .put("tokenLifetime", text(rules.tokenLifetime()))
                .put("notes", rules.notes());
    }

    private static JsonObject programme(EhrFacts.Programme programme) {
        return new JsonObject()
                .put("portal", text(programme.portal()))
                .put("sandbox", programme.sandbox())
                .put("notes", programme.notes());
    }

    private static JsonObject scopes(ScopeRules scopes) {
        return new JsonObject()
                .put("dialects", words(scopes.dialects()))
                .put("exclusive", scopes.exclusive())
                .put("wildcards", scopes.wildcards())
                .put("resourceTypes", texts(scopes.resourceTypes()))
                .put("retryOtherDialectOn", scopes.retryOtherDialectOn())
                .put("refresh", texts(scopes.refresh()))
                .put("notes", scopes.notes());
    }

    private static JsonObject tokens(EhrProfile.Tokens tokens) {
        return new JsonObject()
                .put("defaultLifetime", text(tokens.defaultLifetime()))
                .put("refreshRotation", word(tokens.refreshRotation()))
                .put("refreshLifetime", text(tokens.refreshLifetime()))
                .put("notes", tokens.notes());
    }

    private static JsonObject assertion(EhrFacts.Assertion assertion) {
        return new JsonObject()
                .put("audience", word(assertion.audience()))
                .put("longestLife", text(assertion.longestLife()))
                .put("keyIdRequired", assertion.keyIdRequired())
                .put("keysFrom", words(assertion.keysFrom()))
                .put("keysReadEvery", text(assertion.keysReadEvery()))
                .put("notes", assertion.notes());
    }

    private static JsonObject limits(EhrFacts.Limits limits) {
        return new JsonObject()
                .put("requestsPerMinute", limits.requestsPerMinute())
                .put("per", word(limits.per()))
                .put("countsTokenCalls", limits.countsTokenCalls())
                .put("tokenRequestsPerMinute", limits.tokenRequestsPerMinute())
                .put("retryAfter", limits.retryAfter())
                .put("notes", limits.notes());
    }

    private static JsonObject requests(EhrFacts.Requests requests) {
        return new JsonObject()
                .put("accept", requests.accept())
                .put("headers", new JsonObject(new TreeMap<String, Object>(requests.headers())))
                .put("notes", requests.notes());
    }

    private static JsonObject bulk(EhrFacts.Bulk bulk) {
        return new JsonObject()
                .put("levels", words(bulk.levels()))
                .put("largestGroup", bulk.largestGroup())
                .put("filesNeedToken", word(bulk.filesNeedToken()))
                .put("notes", bulk.notes());
    }

    private static JsonObject discovery(EhrFacts.Discovery discovery) {
        return new JsonObject()
                .put("mayLack", texts(discovery.mayLack()))
                .put("tokenHost", word(discovery.tokenHost()))
                .put("notes", discovery.notes());
    }

    private static JsonObject server(EhrFacts.Server server) {
        return new JsonObject()
                .put("revocation", server.revocation())
                .put("introspection", server.introspection())
                .put("registration", server.registration());
    }

    private static JsonObject error(EhrAnswers.ErrorRule rule) {
        return new JsonObject()
                .put("key", rule.key())
                .put("status", rule.status())
                .put("code", rule.code())
                .put("message", rule.message())
                .put("means", word(rule.means()))
                .put("explanation", rule.explanation());
    }

    private static JsonArray sources(Provenance provenance) {
        return each(
                provenance.sources().entrySet(),
                source -> new JsonObject()
                        .put("key", source.getKey())
                        .put("url", text(source.getValue().url()))
                        .put("title", source.getValue().title())
                        .put("read", source.getValue().read())
                        .put("confidence", word(source.getValue().confidence())));
    }

    private static JsonArray knownFrom(Provenance provenance) {
        return each(
                provenance.knownFrom().entrySet(),
                (Map.Entry<String, java.util.List<String>> known) ->
                        new JsonObject().put("facts", known.getKey()).put("sources", texts(known.getValue())));
    }

    private static <T> JsonArray each(Collection<T> values, java.util.function.Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(json.apply(value)));
        return array;
    }

    private static @Nullable JsonArray texts(@Nullable Collection<String> texts) {
        JsonArray array = new JsonArray();
        if (texts != null) {
            texts.forEach(array::add);
        }
        return texts == null ? null : array;
    }

    private static @Nullable JsonArray words(@Nullable Collection<? extends Enum<?>> constants) {
        return constants == null
                ? null
                : texts(constants.stream().map(EhrJson::written).toList());
    }

    private static @Nullable String word(@Nullable Enum<?> constant) {
        return constant == null ? null : written(constant);
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}

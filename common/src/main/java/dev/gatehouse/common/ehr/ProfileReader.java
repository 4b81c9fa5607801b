package dev.gatehouse.common.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.failure.Mistake;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one profile's YAML and collects every mistake instead of stopping at the first. */
final class ProfileReader {
    private final String file;
    private final JsonNode root;
    private final List<Mistake> mistakes = new ArrayList<>();

    ProfileReader(String file, @Nullable JsonNode root) {
        this.file = file;
        this.root = root == null ? MissingNode.getInstance() : root;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    /** Empty if anything is wrong. */
    Optional<EhrProfile> read(String expectedKey) {
        if (!root.isObject()) {
            mistake("", "should be a YAML object");
            return Optional.empty();
        }
        onlyKnown(
                root,
                "",
                Set.of(
                        "key",
                        "name",
                        "hosts",
                        "anyPublicHost",
                        "handAdded",
                        "directory",
                        "applicationTypes",
                        "clientAuthentication",
                        "tokens",
                        "sources",
                        "registration"));
        String key = text(root, "key");
        if (!key.equals(expectedKey)) {
            mistake("key", "should be " + expectedKey + ", like the file's name");
        }
        EhrProfile profile = new EhrProfile(
                key,
                text(root, "name"),
                new HostRules(Set.copyOf(texts(root.path("hosts"), "hosts")), flag("anyPublicHost")),
                new DirectorySectionReader(this::mistake).read(root.path("directory")),
                flag("handAdded"),
                applicationTypes(root.path("applicationTypes")),
                clientAuthentication(root.path("clientAuthentication")),
                tokens(root.path("tokens")),
                sources(root.path("sources")),
                registration(root.path("registration")));
        return mistakes.isEmpty() ? Optional.of(profile) : Optional.empty();
    }

    private @Nullable Playbook registration(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new PlaybookReader(new ProfileNode(node, file + " registration", mistakes::add)).read();
    }

    private Map<ApplicationType, EhrProfile.TypeRules> applicationTypes(JsonNode node) {
        Map<ApplicationType, EhrProfile.TypeRules> types = new EnumMap<>(ApplicationType.class);
        if (!node.isObject() || node.isEmpty()) {
            mistake("applicationTypes", "should name at least one of patient, provider, system");
            return types;
        }
        node.fields().forEachRemaining(field -> {
            String path = "applicationTypes." + field.getKey();
            onlyKnown(field.getValue(), path + ".", Set.of("endpoints", "scopes"));
            Set<EndpointKind> kinds = EnumSet.noneOf(EndpointKind.class);
            for (String kind : texts(field.getValue().path("endpoints"), path + ".endpoints")) {
                EndpointKind.of(kind)
                        .ifPresentOrElse(
                                kinds::add,
                                () -> mistake(
                                        path + ".endpoints", "should hold patient or provider_system, not " + kind));
            }
            if (kinds.isEmpty()) {
                mistake(path + ".endpoints", "should name at least one kind of endpoint");
            }
            List<String> scopes = texts(field.getValue().path("scopes"), path + ".scopes");
            ApplicationType.of(field.getKey())
                    .ifPresentOrElse(
                            type -> types.put(type, new EhrProfile.TypeRules(kinds, scopes)),
                            () -> mistake(path, "should be one of patient, provider, system"));
        });
        return types;
    }

    private List<ClientAuthentication> clientAuthentication(JsonNode node) {
        List<ClientAuthentication> methods = new ArrayList<>();
        for (String text : texts(node, "clientAuthentication")) {
            ClientAuthentication.of(text)
                    .ifPresentOrElse(
                            methods::add, () -> mistake("clientAuthentication", "does not know the method " + text));
        }
        if (methods.isEmpty()) {
            mistake("clientAuthentication", "should name at least one method");
        }
        return methods;
    }

    private EhrProfile.Tokens tokens(JsonNode node) {
        onlyKnown(node, "tokens.", Set.of("defaultLifetime"));
        return new EhrProfile.Tokens(duration(node, "tokens.", "defaultLifetime", Duration.ofMinutes(5)));
    }

    private List<EhrProfile.Source> sources(JsonNode node) {
        List<EhrProfile.Source> sources = new ArrayList<>();
        node.forEach(each -> sources.add(new EhrProfile.Source(
                each.path("url").asText(), each.path("read").asText())));
        return sources;
    }

    private String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual() || value.asText().isBlank()) {
            mistake(name, "is missing or no text");
            return "";
        }
        return value.asText();
    }

    private boolean flag(String name) {
        JsonNode value = root.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            mistake(name, "should be true or false");
        }
        return value.asBoolean(false);
    }

    private List<String> texts(JsonNode node, String path) {
        List<String> texts = new ArrayList<>();
        if (node.isMissingNode()) {
            return texts;
        }
        if (!node.isArray()) {
            mistake(path, "should be a list of texts");
            return texts;
        }
        node.forEach(each -> {
            if (each.isTextual()) {
                texts.add(each.asText());
            } else {
                mistake(path, "should be a list of texts");
            }
        });
        return texts;
    }

    private Duration duration(JsonNode node, String path, String name, Duration example) {
        try {
            Duration value = Duration.parse(node.path(name).asText());
            if (value.compareTo(Duration.ZERO) > 0) {
                return value;
            }
        } catch (DateTimeParseException e) {
            // named below
        }
        mistake(path + name, "should be a positive ISO 8601 duration such as " + example);
        return example;
    }

    private void onlyKnown(JsonNode node, String path, Set<String> known) {
        Set<String> unknown = new HashSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(known);
        unknown.stream().sorted().forEach(each -> mistake(path + each, "is not known"));
    }

    private void mistake(String path, String message) {
        mistakes.add(new Mistake(path.isEmpty() ? file : file + " " + path, message));
    }
}

package dev.gatehouse.gateway.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code openapi.yaml}, as far as tests compare it with the product. */
record ApiContract(List<Operation> operations, Set<String> permissions, Set<String> problemsEverywhere) {
    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete");

    /**
     * @param method upper case
     * @param needs permissions of which one is enough; null for an operation without a key
     * @param management true if it is on the management listener
     * @param forNango true if refusals have the form of Nango's
     */
    record Operation(
            String id,
            String method,
            String path,
            List<String> needs,
            Set<String> problems,
            boolean management,
            boolean forNango) {
        String line() {
            return method + " " + path;
        }
    }

    static ApiContract read() throws IOException {
        try (InputStream file = ApiContract.class.getResourceAsStream("/openapi.yaml")) {
            LoaderOptions strict = new LoaderOptions();
            strict.setAllowDuplicateKeys(false);
            Map<String, Object> root = new Yaml(new SafeConstructor(strict))
                    .load(new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
            List<Operation> operations = new ArrayList<>();
            map(root.get("paths")).forEach((path, item) -> addOperations(operations, path, map(item)));
            Map<String, Object> schemas = map(map(root.get("components")).get("schemas"));
            return new ApiContract(
                    operations,
                    texts(map(schemas.get("Permission")).get("enum")),
                    texts(root.get("x-problems-everywhere")));
        }
    }

    private static void addOperations(List<Operation> operations, String path, Map<String, Object> item) {
        item.forEach((key, value) -> {
            if (METHODS.contains(key)) {
                Map<String, Object> operation = map(value);
                operations.add(new Operation(
                        (String) operation.get("operationId"),
                        key.toUpperCase(java.util.Locale.ROOT),
                        path,
                        needs(operation),
                        texts(operation.get("x-problems")),
                        item.containsKey("servers"),
                        texts(operation.get("tags")).contains("Nango's clients")));
            }
        });
    }

    private static List<String> needs(Map<String, Object> operation) {
        boolean open = operation.get("security") instanceof List<?> others
                && others.stream().noneMatch(each -> map(each).containsKey("apiKey"));
        if (open != !operation.containsKey("x-permissions")) {
            throw new IllegalStateException(
                    operation.get("operationId") + " should have either x-permissions or a security without API keys");
        }
        return open ? null : List.copyOf(texts(operation.get("x-permissions")));
    }

    @SuppressWarnings("unchecked") // YAML objects have text keys
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) Objects.requireNonNull(node);
    }

    private static Set<String> texts(Object list) {
        Set<String> texts = new LinkedHashSet<>();
        if (list != null) {
            ((List<?>) list).forEach(each -> texts.add((String) each));
        }
        return texts;
    }
}

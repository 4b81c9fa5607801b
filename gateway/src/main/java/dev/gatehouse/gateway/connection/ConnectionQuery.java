package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are asked for, and in which order; empty parts do not count.
 *
 * @param ids only these; empty for all
 * @param states in one of these; empty for any
 * @param attention only those that need somebody and are not paused
 * @param paused only those that are, or only those that are not; null for both
 * @param environments of applications in these
 * @param words each must stand in the practice's name or be the EHR's key
 */
record ConnectionQuery(
        Set<String> ids,
        Set<ConnectionState> states,
        boolean attention,
        @Nullable Boolean paused,
        @Nullable String applicationId,
        @Nullable String practiceId,
        @Nullable String endUserId,
        EnvironmentChoice environments,
        List<String> words,
        Sort sort) {
    private static final int LONGEST = 200;
    private static final int MOST_WORDS = 8;
    private static final int MOST_IDS = 200;

    /** The order of a list. Ties are broken by id, so that pages neither repeat nor skip. */
    enum Sort {
        ID,
        PRACTICE,
        /** Those that need somebody first, then by practice. */
        WORST,
        /** The next to be refreshed first, those that are not refreshed last. */
        NEXT_REFRESH,
        /** Newest first. */
        CREATED;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    ConnectionQuery {
        ids = Set.copyOf(ids);
        states = Set.copyOf(states);
        words = List.copyOf(words);
    }

    /** Without parts, by id. */
    static ConnectionQuery all() {
        return new ConnectionQuery(
                Set.of(), Set.of(), false, null, null, null, null, EnvironmentChoice.ALL, List.of(), Sort.ID);
    }

    /** Those that need somebody, worst first. */
    static ConnectionQuery inTrouble() {
        return new ConnectionQuery(
                Set.of(), Set.of(), true, null, null, null, null, EnvironmentChoice.ALL, List.of(), Sort.WORST);
    }

    /** The same connections in whatever state: what counts of states are made of. */
    ConnectionQuery inAnyState() {
        return new ConnectionQuery(
                ids, Set.of(), false, null, applicationId, practiceId, endUserId, environments, words, Sort.ID);
    }

    /** Reads the parameters of a list; fails with 400 {@code input-invalid}, naming all mistakes. */
    static ConnectionQuery read(MultiMap parameters) {
        List<Mistake> mistakes = new ArrayList<>();
        Set<ConnectionState> states = new LinkedHashSet<>();
        words(parameters.getAll("state"))
                .forEach(text -> state(text)
                        .ifPresentOrElse(
                                states::add,
                                () -> mistakes.add(
                                        new Mistake("state", "should be states such as active, parted by commas"))));
        List<String> ids = words(parameters.getAll("ids"));
        if (ids.size() > MOST_IDS || !ids.stream().allMatch(ConnectionId::isValid)) {
            mistakes.add(new Mistake("ids", "should be at most " + MOST_IDS + " ids of connections, parted by commas"));
        }
        String q =
                Objects.requireNonNullElse(text(parameters, "q", mistakes), "").toLowerCase(Locale.ROOT);
        List<String> words = q.isBlank() ? List.of() : List.of(q.strip().split("\\s+"));
        ConnectionQuery query = new ConnectionQuery(
                Set.copyOf(ids),
                states,
                Boolean.TRUE.equals(flag(parameters, "attention", mistakes)),
                flag(parameters, "paused", mistakes),
                text(parameters, "applicationId", mistakes),
                text(parameters, "practiceId", mistakes),
                text(parameters, "endUserId", mistakes),
                EnvironmentChoice.read(parameters.getAll("environment")),
                words.subList(0, Math.min(MOST_WORDS, words.size())),
                sort(text(parameters, "sort", mistakes), mistakes));
        if (!mistakes.isEmpty()) {
            throw new Failure.Invalid(
                    "input-invalid",
                    mistakes.size() == 1
                            ? "One field needs another look."
                            : mistakes.size() + " fields need another look.",
                    List.copyOf(mistakes));
        }
        return query;
    }

    private static List<String> words(List<String> values) {
        return values.stream()
                .flatMap(each -> Arrays.stream(each.split(",", -1)))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .distinct()
                .toList();
    }

    private static Optional<ConnectionState> state(String text) {
        return Arrays.stream(ConnectionState.values())
                .filter(state -> state.text().equals(text))
                .findFirst();
    }

    private static Sort sort(@Nullable String text, List<Mistake> mistakes) {
        if (text == null) {
            return Sort.ID;
        }
        return Arrays.stream(Sort.values())
                .filter(sort -> sort.text().equals(text))
                .findFirst()
                .orElseGet(() -> {
                    mistakes.add(new Mistake("sort", "should be one of id, practice, worst, next-refresh, created"));
                    return Sort.ID;
                });
    }

    private static @Nullable Boolean flag(MultiMap parameters, String name, List<Mistake> mistakes) {
        String text = text(parameters, name, mistakes);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            mistakes.add(new Mistake(name, "should be true or false"));
        }
        return text == null ? null : Boolean.valueOf(text);
    }

    private static @Nullable String text(MultiMap parameters, String name, List<Mistake> mistakes) {
        String value = parameters.get(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
            mistakes.add(new Mistake(name, "should be a text of at most " + LONGEST + " characters"));
            return null;
        }
        return value;
    }
}

package dev.gatehouse.registration.application;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Of which environments' applications something is asked: the parameter {@code environment} of lists and sums.
 *
 * @param some empty for all, also those of no application
 */
public record EnvironmentChoice(Set<Environment> some) {
    /** Whatever the environment. */
    public static final EnvironmentChoice ALL = new EnvironmentChoice(Set.of());

    public EnvironmentChoice {
        some = Set.copyOf(some);
    }

    /**
     * Reads the values of the parameter, each one or several environments parted by commas. Fails with 400
     * {@code input-invalid}.
     */
    public static EnvironmentChoice read(List<String> values) {
        EnumSet<Environment> some = EnumSet.noneOf(Environment.class);
        for (String value : values) {
            for (String each : value.split(",", -1)) {
                if (!each.isBlank()) {
                    some.add(Environment.of(each.strip()).orElseThrow(EnvironmentChoice::unknown));
                }
            }
        }
        return new EnvironmentChoice(some);
    }

    private static Failure.Invalid unknown() {
        return new Failure.Invalid(
                "input-invalid",
                "One field needs another look.",
                List.of(new Mistake(
                        "environment", "should be sandbox, qa or production, or several parted by commas")));
    }

    public boolean isAll() {
        return some.isEmpty();
    }

    /** All that are meant, by name; never empty. */
    public Set<Environment> meant() {
        return isAll() ? EnumSet.allOf(Environment.class) : some;
    }

    /**
     * A condition on a column, to be put behind others; nothing if all are asked for. The values it has place for are added.
     *
     * @param column of our own code, never of a request
     */
    public String condition(String column, List<Object> values) {
        if (isAll()) {
            return "";
        }
        names().forEach(values::add);
        return " and " + column + " in (" + places() + ")";
    }

    /** The same on a column that holds ids of applications of a tenant. */
    public String conditionOnApplication(String column, String tenant, List<Object> values) {
        if (isAll()) {
            return "";
        }
        values.add(tenant);
        names().forEach(values::add);
        return " and " + column + " in (select id from application where tenant_id = ? and environment in (" + places()
                + "))";
    }

    private String places() {
        return String.join(", ", Collections.nCopies(some.size(), "?"));
    }

    /** As they stand in the database, always in the same order. */
    private List<String> names() {
        return some.stream().map(Enum::name).sorted().toList();
    }
}

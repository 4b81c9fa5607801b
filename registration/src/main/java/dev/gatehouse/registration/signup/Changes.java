package dev.gatehouse.registration.signup;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.registration.form.Form;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What changed between two states, for the history: old and new values, of secrets only that they changed. */
final class Changes {
    private static final int LONGEST = 500;

    private final JsonArray all = new JsonArray();

    static Changes between(Form before, Form after) {
        Changes changes = new Changes();
        JsonObject old = before.toJson();
        JsonObject now = after.toJson();
        Set<String> fields = new TreeSet<>(old.fieldNames());
        fields.addAll(now.fieldNames());
        fields.forEach(field -> changes.add(field, old.getValue(field), now.getValue(field)));
        Set<String> secrets = new TreeSet<>(before.secretFields());
        secrets.addAll(after.secretFields());
        for (String field : secrets) {
            if (!Objects.equals(before.secrets().get(field), after.secrets().get(field))) {
                changes.all.add(new JsonObject().put("field", field).put("secret", true));
            }
        }
        return changes;
    }

    static Changes between(Step.Tracking before, Step.Tracking after) {
        return new Changes()
                .add("owner", before.owner(), after.owner())
                .add("dueAt", before.dueAt(), after.dueAt())
                .add("blocker", before.blocker(), after.blocker());
    }

    static Changes between(VendorGate before, VendorGate after) {
        return new Changes()
                .add("testingSince", before.testingSince(), after.testingSince())
                .add("enabledOn", before.enabledOn(), after.enabledOn())
                .add("inMarketplaceOn", before.inMarketplaceOn(), after.inMarketplaceOn())
                .add("note", before.note(), after.note());
    }

    @CanIgnoreReturnValue
    Changes add(String field, @Nullable Object from, @Nullable Object to) {
        if (!Objects.equals(from, to)) {
            all.add(new JsonObject()
                    .put("field", field)
                    .put("from", shown(from))
                    .put("to", shown(to)));
        }
        return this;
    }

    private static @Nullable Object shown(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof JsonArray) {
            return value;
        }
        String text = value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    JsonArray toJson() {
        return all;
    }

    /** Names only, for the audit. */
    String fields() {
        TreeSet<String> names = new TreeSet<>();
        all.forEach(each -> names.add(((JsonObject) each).getString("field")));
        return String.join(" ", names);
    }
}

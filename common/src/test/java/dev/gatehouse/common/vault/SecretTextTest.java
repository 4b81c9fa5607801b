package dev.gatehouse.common.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SecretTextTest {
    private static final String TEXT = "s3cr3t-value";
    private static final SecretText SECRET = new SecretText(TEXT);

    record Holder(String name, SecretText token) {}

    @Test
    void itPrintsAsStarsWhereverItIsJoined() {
        assertThat(List.of(
                        SECRET.toString(),
                        "token=" + SECRET,
                        String.format("%s|%20s", SECRET, SECRET),
                        new Holder("a", SECRET).toString(),
                        List.of(SECRET).toString(),
                        Map.of("token", SECRET).toString(),
                        Optional.of(SECRET).toString()))
                .allSatisfy(text -> assertThat(text).contains("****").doesNotContain(TEXT));
    }

    @Test
    void noJsonHoldsIt() {
        String json;
        try {
            json = JsonObject.mapFrom(new Holder("a", SECRET)).encode();
        } catch (IllegalArgumentException refused) {
            json = String.valueOf(refused.getMessage());
        }

        assertThat(json).doesNotContain(TEXT);
    }

    @Test
    void equalTextsAreEqualAndTheHashTellsNothing() {
        assertThat(SECRET).isEqualTo(new SecretText(TEXT)).isNotEqualTo(new SecretText("other"));
        assertThat(SECRET).hasSameHashCodeAs(new SecretText("other"));
        assertThat(SECRET.reveal()).isEqualTo(TEXT);
    }
}

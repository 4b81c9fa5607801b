package dev.gatehouse.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {
    @Test
    void idsAreUniqueAndOfOneShape() {
        Ids ids = new Ids(new SecureRandom());

        assertThat(Stream.generate(() -> ids.next("con")).limit(10_000).collect(Collectors.toSet()))
                .hasSize(10_000)
                .allMatch(id -> id.matches("con_[0-9a-hjkmnp-tv-z]{26}"));
    }

    @Test
    void cheapIdsAreUniqueAndOfTheSameShape() {
        Ids ids = new Ids(new SecureRandom());

        assertThat(Stream.generate(() -> ids.nextGuessable("req")).limit(10_000).collect(Collectors.toSet()))
                .hasSize(10_000)
                .allMatch(id -> id.matches("req_[0-9a-hjkmnp-tv-z]{26}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "acme", "a-1", "0", "default"})
    void aSlugNamesATenant(String text) {
        assertThat(new TenantId(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a-", "a_b", "a b", "ä", "a/b", "a\n"})
    void anythingElseDoesNot(String text) {
        assertThat(TenantId.isValid(text)).isFalse();
        assertThatThrownBy(() -> new TenantId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSlugHas64CharactersAtMost() {
        assertThat(TenantId.isValid("a".repeat(64))).isTrue();
        assertThat(TenantId.isValid("a".repeat(65))).isFalse();
    }
}

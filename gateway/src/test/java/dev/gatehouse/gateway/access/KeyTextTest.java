package dev.gatehouse.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.vault.SecretText;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyTextTest {
    private final String text = KeyText.generate(new SecureRandom()).reveal();

    @Guards("KEY-1")
    @Test
    void aKeyHasItsShape() {
        assertThat(text).matches("gk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
        assertThat(KeyText.lookup(new SecretText(text))).isEqualTo(text.substring(8, 16));
        assertThat(KeyText.hint(new SecretText(text))).isEqualTo(text.substring(0, 16));
    }

    @Guards("KEY-1")
    @Test
    void anyMistypedLetterIsNoticedWithoutADatabase() {
        for (int at = "gk_live_".length(); at < text.length(); at++) {
            char old = text.charAt(at);
            if (old != '_') {
                String typo = text.substring(0, at) + (old == 'a' ? 'b' : 'a') + text.substring(at + 1);
                assertThat(KeyText.lookup(new SecretText(typo))).isEmpty();
            }
        }
    }

    @Test
    void anyOtherTextIsLookedUpByItsDigestAndHintsNothing() {
        SecretText own = new SecretText("my-own-bootstrap-key");

        assertThat(KeyText.lookup(own)).matches("digest:[0-9a-f]{32}");
        assertThat(KeyText.lookup(own)).isNotEqualTo(KeyText.lookup(new SecretText("my-own-bootstrap-kex")));
        assertThat(KeyText.hint(own)).isEqualTo("own text");
    }

    @Guards("KEY-1")
    @Test
    void noTwoAreTheSame() {
        Set<String> texts = new HashSet<>();
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 1_000; i++) {
            texts.add(KeyText.generate(random).reveal());
        }
        assertThat(texts).hasSize(1_000);
    }
}

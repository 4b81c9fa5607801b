package dev.gatehouse.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongKeysTest {
    private final AtomicLong now = new AtomicLong(TimeUnit.HOURS.toNanos(-1));
    private final WrongKeys wrong = new WrongKeys(now::get);

    private int tries(String from, String key) {
        int tries = 0;
        while (!wrong.areTooMany(from, key)) {
            wrong.count(from, key);
            tries++;
        }
        return tries;
    }

    @Guards("KEY-4")
    @Test
    void anAddressHasFiveHundredTriesAndTwentyMoreASecond() {
        assertThat(tries("10.0.0.1", "")).isEqualTo(500);
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));

        assertThat(tries("10.0.0.1", "")).isEqualTo(40);
        assertThat(tries("10.0.0.2", "")).as("another address").isEqualTo(500);
    }

    @Guards("KEY-4")
    @Test
    void aKeyCanBeTriedTwoHundredTimesFromAllAddressesTogether() {
        assertThat(tries("10.0.0.1", "abcd1234")).isEqualTo(200);

        assertThat(tries("10.0.0.2", "abcd1234")).isZero();
        assertThat(tries("10.0.0.2", "other123")).isEqualTo(200);
        assertThat(tries("10.0.0.2", "")).isEqualTo(300);
    }

    @Test
    void itNeverHoldsMoreThanAtFirst() {
        now.addAndGet(TimeUnit.DAYS.toNanos(10));

        assertThat(tries("10.0.0.1", "")).isEqualTo(500);
    }
}

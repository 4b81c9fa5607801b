package dev.gatehouse.gateway.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HoldsTest {
    @Test
    void whatIsInItIsNeverDeniedAndWhatIsNotIsSeldomAffirmed() {
        Holds holds = new Holds();
        IntStream.range(0, 700).forEach(i -> holds.add("req_" + i * 31));
        byte[] bits = holds.toBytes();

        assertThat(IntStream.range(0, 700)).allMatch(i -> Holds.mayBeIn(bits, "req_" + i * 31));
        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> Holds.mayBeIn(bits, "con_" + i))
                        .count())
                .isLessThan(500);
    }
}

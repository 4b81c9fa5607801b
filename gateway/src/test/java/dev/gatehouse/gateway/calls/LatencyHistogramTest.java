package dev.gatehouse.gateway.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LatencyHistogramTest {
    private static final double[] SHARES = {0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

    /** From a microsecond to an hour, all orders of magnitude alike. */
    private static long[] times(Random random, int many) {
        return random.doubles(many, 0, Math.log(3.6e9))
                .mapToLong(each -> (long) Math.exp(each))
                .toArray();
    }

    @Test
    void aPercentileIsWrongByNoMoreThanItSays() {
        Random random = new Random(7);
        for (int many : new int[] {1, 2, 10, 101, 5_000}) {
            long[] micros = times(random, many);
            LatencyHistogram histogram = of(micros);
            Arrays.sort(micros);

            for (double share : SHARES) {
                long exact = micros[(int) Math.max(0, Math.ceil(share * many) - 1)];
                double told = histogram.percentile(share).toNanos() / 1e3;
                assertThat(Math.abs(told - exact)).isLessThanOrEqualTo(exact * LatencyHistogram.ERROR + 1e-9);
            }
        }
    }

    private static LatencyHistogram of(long... micros) {
        LatencyHistogram histogram = new LatencyHistogram();
        for (long each : micros) {
            histogram.add(Duration.ofNanos(each * 1_000));
        }
        return histogram;
    }

    @Test
    void addedUpTheyAreAsOneThatSawAll() {
        long[] all = times(new Random(11), 2_000);
        LatencyHistogram whole = of(all);
        LatencyHistogram parts = of(Arrays.copyOf(all, 700));
        parts.add(of(Arrays.copyOfRange(all, 700, 1_200)));
        parts.add(of(Arrays.copyOfRange(all, 1_200, 2_000)).toBytes());

        assertThat(parts.toBytes()).isEqualTo(whole.toBytes());
        assertThat(parts.count()).isEqualTo(2_000);
        for (double share : SHARES) {
            assertThat(parts.percentile(share)).isEqualTo(whole.percentile(share));
        }
    }

    @Test
    void theEndsOfTheScaleAreKept() {
        LatencyHistogram histogram = of(0, 15, 16, 31, 32, Long.MAX_VALUE / 1_000);
        LatencyHistogram again = new LatencyHistogram();
        again.add(histogram.toBytes());

        assertThat(again.count()).isEqualTo(6);
        assertThat(again.percentile(0.01)).isZero();
        assertThat(again.percentile(0.3)).isEqualTo(Duration.ofNanos(15_000));
        assertThat(again.percentile(1)).isBetween(Duration.ofMinutes(68), Duration.ofMinutes(72));
        assertThat(new LatencyHistogram().percentile(0.5)).isZero();
        assertThat(new LatencyHistogram().toBytes()).isEmpty();
    }
}

package dev.gatehouse.common.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ProblemTest {
    static Stream<Arguments> kinds() {
        Duration wait = Duration.ofSeconds(3);
        return Stream.of(
                Arguments.of(new Failure.Invalid("c", "m"), 400),
                Arguments.of(new Failure.Unauthorized("c", "m"), 401),
                Arguments.of(new Failure.Forbidden("c", "m"), 403),
                Arguments.of(new Failure.Missing("c", "m"), 404),
                Arguments.of(new Failure.Conflict("c", "m"), 409),
                Arguments.of(new Failure.Gone("c", "m"), 410),
                Arguments.of(new Failure.TooLarge("c", "m"), 413),
                Arguments.of(new Failure.Unprocessable("c", "m", List.of()), 422),
                Arguments.of(new Failure.TooMany("c", "m", wait), 429),
                Arguments.of(new Failure.Upstream("c", "m"), 502),
                Arguments.of(new Failure.Unavailable("c", "m", wait, null), 503),
                Arguments.of(new Failure.UpstreamTimeout("c", "m"), 504));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachKindHasItsStatus(Failure failure, int status) {
        Problem problem = Problem.of(failure);

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo("c");
        assertThat(problem.detail()).isEqualTo("m");
        assertThat(problem.title()).isNotBlank();
    }

    @Test
    void aBugTellsNothingOfItself() {
        Problem problem = Problem.of(new IllegalStateException("token abc"));

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.code()).isEqualTo("internal-error");
        assertThat(problem.toString()).doesNotContain("abc");
    }

    @Test
    void theTimeToWaitIsToldInWholeSecondsOfAtLeastOne() {
        assertThat(Problem.of(new Failure.TooMany("c", "m", Duration.ofMillis(10)))
                        .retryAfterSeconds())
                .isEqualTo(1);
        assertThat(Problem.of(new Failure.Unavailable("c", "m", Duration.ofSeconds(7), null))
                        .retryAfterSeconds())
                .isEqualTo(7);
    }

    @Test
    void everyMistakeIsTold() {
        List<Mistake> mistakes = List.of(new Mistake("a", "is missing"), new Mistake("b[0]", "is empty"));

        assertThat(Problem.of(new Failure.Invalid("c", "m", mistakes)).errors()).isEqualTo(mistakes);
        assertThat(Problem.of(new Failure.Unprocessable("c", "m", mistakes)).errors())
                .isEqualTo(mistakes);
    }

    @Test
    void aCodeIsKebabCase() {
        assertThatThrownBy(() -> new Failure.Conflict("Not Kebab", "m")).isInstanceOf(IllegalArgumentException.class);
    }
}

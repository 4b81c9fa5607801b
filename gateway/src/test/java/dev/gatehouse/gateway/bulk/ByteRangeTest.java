package dev.gatehouse.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=0-100, 0, 100",
        "bytes=99-, 99, 1",
        "bytes=-1, 99, 1",
        "bytes=-1000, 0, 100",
        "bytes=10-19, 10, 10"
    })
    void oneRangeIsThatPart(String header, long from, long length) {
        assertThat(ByteRange.of(header, 100)).contains(new ByteRange(from, length, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-1,5-6",
                "bytes=5-2",
                "bytes=-",
                "lines=1-2",
                "bytes=a-b",
                "bytes=0-9999999999999999999",
                ""
            })
    void whatIsNoOneRangeIsTheWholeFile(String header) {
        assertThat(ByteRange.of(header, 100)).contains(new ByteRange(0, 100, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
    void whatTheFileDoesNotHaveIsNothing(String header) {
        assertThat(ByteRange.of(header, 100)).isEmpty();
    }

    @Test
    void noRangeIsTheWholeFile() {
        assertThat(ByteRange.of(null, 0)).contains(new ByteRange(0, 0, false));
    }
}

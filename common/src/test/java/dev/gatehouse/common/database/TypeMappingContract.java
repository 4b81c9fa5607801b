package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out, column type by column type, on both databases. */
abstract class TypeMappingContract extends ThingContract {
    private static final int TEN_MEGABYTES = 10 << 20;

    private ThingRow kept(ThingRow thing) {
        await(persist(thing));
        return found(thing.id);
    }

    @Test
    void everyTypeComesBackAsItWas() {
        ThingRow thing = new ThingRow("every-type");
        thing.body = "text";
        thing.bytes = new byte[] {0, -1, 127};
        thing.happenedAt = Instant.parse("2026-06-01T12:00:00.123456Z");
        thing.colour = ThingRow.Colour.DEEP_BLUE;
        thing.on = true;
        thing.amount = Long.MIN_VALUE;
        thing.small = Integer.MAX_VALUE;
        thing.ratio = 0.1;
        thing.uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        thing.day = LocalDate.of(2024, 2, 29);

        assertThat(kept(thing)).usingRecursiveComparison().isEqualTo(thing);
    }

    @Test
    void nullsStayNull() {
        assertThat(kept(new ThingRow("nulls"))).usingRecursiveComparison().isEqualTo(new ThingRow("nulls"));
    }

    @Test
    void anEmptyTextAndNoBytesAreNotNull() {
        ThingRow thing = new ThingRow("empty");
        thing.body = "";
        thing.claimedBy = "";
        thing.bytes = new byte[0];

        assertThat(kept(thing)).usingRecursiveComparison().isEqualTo(thing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2026-03-08T07:30:00.000001Z", // the hour New York skips
                "2026-11-01T05:30:00.5Z", // the hour New York has twice
                "2026-11-01T06:30:00.5Z",
                "9999-12-31T23:59:59.999999Z"
            })
    void anInstantIsKeptToTheMicrosecondInEveryTimeZone(String instant) {
        TimeZone before = TimeZone.getDefault();
        ThingRow thing = new ThingRow(instant);
        thing.happenedAt = Instant.parse(instant);
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            await(persist(thing));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));

            assertThat(found(instant).happenedAt).isEqualTo(thing.happenedAt);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void tenMegabytesOfBytesAndOfTextComeBackWhole() {
        ThingRow thing = new ThingRow("large");
        thing.bytes = new byte[TEN_MEGABYTES];
        new Random(1).nextBytes(thing.bytes);
        thing.body = "é界🙂x".repeat(TEN_MEGABYTES / 10);

        ThingRow found = kept(thing);

        assertThat(found.bytes).isEqualTo(thing.bytes);
        assertThat(found.body.equals(thing.body)).isTrue();
    }

    @Test
    void everyScriptComesBackInShortAndLongText() {
        ThingRow thing = new ThingRow("script");
        thing.body = "Zoë Müller — 患者 — مريض — 👩‍⚕️ — \u202E \t\n'\"\\;--";
        thing.claimedBy = "Łódź 🦷";

        assertThat(kept(thing)).usingRecursiveComparison().isEqualTo(thing);
    }

    @Test
    void aTextThatIsTooLongIsAnInvalidValue() {
        Throwable failure = failureOf(persist(named("too-long", "x".repeat(65))));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Failure.Invalid.class, told -> assertThat(told.code()).isEqualTo("not-storable"));
    }
}

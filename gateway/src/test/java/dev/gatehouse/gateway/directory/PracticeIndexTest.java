package dev.gatehouse.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PracticeIndexTest {
    private final PracticeIndex.Builder builder = new PracticeIndex.Builder("pf");
    private int number;

    private void add(String name, String city, String state) {
        number++;
        PracticeRow row = new PracticeRow("prc_" + number, 1, "pf");
        row.name = name;
        row.city = city;
        row.state = state;
        row.postalCode = "7410" + number;
        row.npi = "290000000" + number;
        row.ein = "00-000000" + number;
        row.guid = "118b460%d-8390-4754-8e4a-1dd5ee20f59%d".formatted(number, number);
        PracticeEndpointRow patient = new PracticeEndpointRow(
                "end_" + number, 1, row, EndpointKind.PATIENT, "https://p.example/" + number, "");
        PracticeEndpointRow provider = new PracticeEndpointRow(
                "end_p" + number, 1, row, EndpointKind.PROVIDER_SYSTEM, "https://s.example/" + number, "");
        builder.add(row, number == 3 ? List.of(provider) : List.of(patient, provider));
    }

    private PracticeIndex index() {
        add("Sunrise Family Clinic", "Tulsa", "OK");
        add("SMITH &  JONES, M.D., P.A.", "Austin", "TX");
        add("Clínica Sunrise", "Mañana Springs", "TX");
        add("O'Brien Pediatrics", "Sunrise", "FL");
        add("Family Sunrise Center", "Tulsa", "OK");
        add("Keali\u2019i Health\u00ae", "Honolulu", "HI");
        return builder.build();
    }

    private static List<String> names(PracticeIndex index, PracticeQuery query) {
        List<String> names = new ArrayList<>();
        for (PracticeSet rank : index.search(query)) {
            for (int each : rank.page(0, index.size())) {
                names.add(index.practice(each).name());
            }
        }
        return names;
    }

    private static PracticeQuery query(String text) {
        return new PracticeQuery(text, null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sunrise family|Sunrise Family Clinic",
                "clinic sunr tul|Sunrise Family Clinic",
                "smith and jones|SMITH &  JONES, M.D., P.A.",
                "Smith & Jones MD|SMITH &  JONES, M.D., P.A.",
                "smith jones austin tx|SMITH &  JONES, M.D., P.A.",
                "m.d.|SMITH &  JONES, M.D., P.A.",
                "CLINICA|Clínica Sunrise",
                "clínica|Clínica Sunrise",
                "manana|Clínica Sunrise",
                "obrien|O'Brien Pediatrics",
                "O’Brien|O'Brien Pediatrics",
                "kealii|Keali\u2019i Health\u00ae",
                "2900000004|O'Brien Pediatrics",
                "00-0000004|O'Brien Pediatrics",
                "000000004|O'Brien Pediatrics",
                "118b4604-8390-4754-8e4a-1dd5ee20f594|O'Brien Pediatrics",
                "118B4604|O'Brien Pediatrics",
                "118b46048390475|O'Brien Pediatrics",
                "74104|O'Brien Pediatrics",
                "tulsa family center|Family Sunrise Center",
            })
    void findsThePractice(String text, String name) {
        assertThat(names(index(), query(text)).get(0)).isEqualTo(name);
    }

    @Test
    void everyWordMustMatch() {
        assertThat(names(index(), query("sunrise dermatology"))).isEmpty();
        assertThat(names(index(), query("118b4604-8390-4754-8e4a-1dd5ee20f595")))
                .isEmpty();
        assertThat(names(index(), query("29000000049"))).isEmpty();
    }

    @Test
    void namesThatBeginSoComeFirstThenWordsThenPlacesThenInsides() {
        add("Mysunrise Care", "Reno", "NV");

        assertThat(names(index(), query("sunrise")))
                .containsExactly(
                        "Sunrise Family Clinic",
                        "Clínica Sunrise",
                        "Family Sunrise Center",
                        "O'Brien Pediatrics",
                        "Mysunrise Care");
    }

    @Test
    void blankFindsAllByName() {
        assertThat(names(index(), query(" "))).hasSize(6).startsWith("Clínica Sunrise", "Family Sunrise Center");
    }

    @Test
    void kindAndStateNarrowDown() {
        PracticeIndex index = index();

        assertThat(names(index, new PracticeQuery("sunrise", EndpointKind.PATIENT, null)))
                .doesNotContain("Clínica Sunrise")
                .hasSize(3);
        assertThat(names(index, new PracticeQuery("sunrise", null, "tx"))).containsExactly("Clínica Sunrise");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"!!!", "...", "\u200b\u200d", "(((", "[z-", "\\E.*", "%", "' or 1=1 --", "\u202e\u05d0", "\ud800"
            })
    void hostileTextsFindNothingAndBreakNothing(String text) {
        assertThat(names(index(), query(text))).isEmpty();
    }

    @Test
    void zeroWidthCharactersInAWordDoNotHideIt() {
        assertThat(names(index(), query("sun\u200brise fam"))).contains("Sunrise Family Clinic");
    }

    @Test
    void aHundredWordsAreFine() {
        assertThat(names(index(), query("s ".repeat(100)))).hasSize(5);
    }

    @Test
    void longTextsAreRefused() {
        assertThatThrownBy(() -> query("x".repeat(1 << 20)))
                .isInstanceOfSatisfying(
                        Failure.Invalid.class, each -> assertThat(each.code()).isEqualTo("query-too-long"));
    }

    @Test
    void rangesHaveExactlyTheirMembers() {
        for (int from = 0; from < 140; from += 7) {
            for (int to = from; to <= 200; to += 9) {
                PracticeSet set = new PracticeSet(200);
                set.addRange(from, to);

                assertThat(set.size()).isEqualTo(to - from);
                assertThat(set.page(0, 200))
                        .containsExactly(
                                java.util.stream.IntStream.range(from, to).toArray());
            }
        }
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        PracticeSet set = new PracticeSet(300);
        for (int i = 0; i < 300; i += 3) {
            set.add(i);
        }

        assertThat(set.page(0, 2)).containsExactly(0, 3);
        assertThat(set.page(98, 5)).containsExactly(294, 297);
        assertThat(set.page(100, 5)).isEmpty();
    }
}

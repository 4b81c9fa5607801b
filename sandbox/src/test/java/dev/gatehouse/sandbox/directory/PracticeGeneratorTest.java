package dev.gatehouse.sandbox.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PracticeGeneratorTest {

    private static final DirectoryShape SHAPE = DirectoryShape.defaults();
    private static final List<Practice> ALL = all(new PracticeGenerator(SHAPE));

    private static List<Practice> all(PracticeGenerator generator) {
        return IntStream.range(0, generator.size())
                .mapToObj(generator::practice)
                .toList();
    }

    private static double share(Function<Practice, Boolean> fits) {
        return ALL.stream().filter(fits::apply).count() / (double) ALL.size();
    }

    @Test
    void theFirstPracticeIsTheTestOrganisation() {
        assertThat(ALL.get(0).guid()).isEqualTo("118b460b-8390-4754-8e4a-1dd5ee20f599");
        assertThat(ALL.get(0).name()).isEqualTo("Practice Fusion Test");
        assertThat(ALL.get(0).patientSurface()).isEqualTo(Surface.PATIENT);
    }

    @Test
    void equalSeedsMakeEqualPracticesInDirectoriesOfAnySize() {
        PracticeGenerator larger = new PracticeGenerator(SHAPE.withPractices(100_000));
        PracticeGenerator other = new PracticeGenerator(SHAPE.withSeed(2));

        assertThat(IntStream.range(0, 500).mapToObj(larger::practice)).isEqualTo(ALL.subList(0, 500));
        assertThat(other.practice(7).guid()).isNotEqualTo(ALL.get(7).guid());
    }

    @Test
    void guidsAreDistinctVersionFourAndLeadBack() {
        PracticeGenerator generator = new PracticeGenerator(SHAPE);

        assertThat(ALL.stream().map(Practice::guid).collect(Collectors.toSet())).hasSize(ALL.size());
        assertThat(ALL).allSatisfy(practice -> {
            UUID guid = UUID.fromString(practice.guid());
            assertThat(guid.version()).isEqualTo(4);
            assertThat(guid.variant()).isEqualTo(2);
            assertThat(generator.indexOf(practice.guid())).contains(practice.index());
        });
        assertThat(generator.indexOf(ALL.get(5).guid().replace('4', '5'))).isEmpty();
        assertThat(generator.indexOf("zz8b460b-8390-4754-8e4a-1dd5ee20f599")).isEmpty();
    }

    @Test
    void npisAreValidDistinctAndOfARangeThatIsNeverIssued() {
        List<String> npis =
                ALL.stream().map(Practice::npi).filter(npi -> npi != null).toList();

        assertThat(new HashSet<>(npis)).hasSameSizeAs(npis);
        assertThat(npis).allSatisfy(npi -> {
            assertThat(npi).matches("29\\d{8}");
            assertThat(PracticeGenerator.checkDigit("80840" + npi.substring(0, 9)))
                    .isEqualTo(npi.charAt(9) - '0');
        });
        // the worked example of the NPI standard
        assertThat(PracticeGenerator.checkDigit("80840123456789")).isEqualTo(3);
    }

    @Test
    void identifiersAndSurfacesAreSharedOutAsAsked() {
        assertThat(share(Practice::fmh)).isCloseTo(0.3, within(0.03));
        assertThat(share(practice -> practice.npi() == null)).isCloseTo(0.05, within(0.015));
        assertThat(share(practice -> practice.ein() == null)).isCloseTo(0.1, within(0.02));
    }

    @Test
    void namesAreAsDirtyAsRealOnes() {
        Map<String, Integer> byName = new HashMap<>();
        ALL.forEach(practice -> byName.merge(practice.name(), 1, Integer::sum));
        double shared = share(practice -> byName.get(practice.name()) > 1);

        assertThat(share(practice -> practice.name().length() > 3
                        && practice.name().equals(practice.name().toUpperCase(Locale.ROOT))))
                .isCloseTo(0.085, within(0.02));
        assertThat(share(practice -> practice.name().contains("  "))).isCloseTo(0.024, within(0.01));
        assertThat(share(practice -> practice.name().contains(","))).isCloseTo(0.18, within(0.03));
        assertThat(share(practice -> practice.name()
                        .matches("(?i).*\\b(LLC|PLLC|MD|PC|Inc|PA|M\\.D\\.|P\\.C\\.|P\\.A\\.|PLC|DPM|Corp|DO|LLP)")))
                .isCloseTo(0.32, within(0.03));
        assertThat(share(practice -> practice.name().chars().anyMatch(c -> c > 127)))
                .isCloseTo(0.004, within(0.004));
        assertThat(shared).isBetween(0.001, 0.03);
        assertThat(ALL.stream()
                        .mapToInt(practice -> practice.name().length())
                        .average()
                        .orElseThrow())
                .isCloseTo(25.3, within(4.0));
    }

    @Test
    void cleanNamesHaveNoDirt() {
        List<Practice> clean = all(new PracticeGenerator(SHAPE.withDirty(0)));

        assertThat(clean).noneMatch(practice -> practice.name().contains("  "));
        assertThat(clean).noneMatch(practice -> practice.name().chars().anyMatch(c -> c > 127));
    }

    @Test
    void theBundleHasAnOrganizationAndTwoEndpointsForEachPractice() {
        JsonObject bundle = bundle(SHAPE.withPractices(200));

        JsonArray entries = bundle.getJsonArray("entry");
        assertThat(entries).hasSize(600);
        Set<String> ids = new HashSet<>();
        List<String> references = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            JsonObject resource = entries.getJsonObject(i).getJsonObject("resource");
            ids.add(resource.getString("resourceType") + "/" + resource.getString("id"));
            if (resource.getString("resourceType").equals("Organization")) {
                resource.getJsonArray("endpoint")
                        .forEach(to -> references.add(((JsonObject) to).getString("reference")));
            } else {
                assertThat(resource.getString("name")).isIn("Patient Access", "Provider / System Access");
                assertThat(resource.getString("address"))
                        .startsWith("https://api.p")
                        .isEqualTo(entries.getJsonObject(i).getString("fullUrl"));
            }
        }
        assertThat(ids).hasSize(600).containsAll(references);
        assertThat(references).hasSize(400);
    }

    @Test
    void anyOrderHoldsTheSameEntries() {
        DirectoryShape shape = SHAPE.withPractices(97);
        Set<String> expected = new HashSet<>(texts(bundle(shape)));

        for (DirectoryShape.Order order : DirectoryShape.Order.values()) {
            List<String> entries = texts(bundle(shape.withLayout(order, DirectoryShape.FullUrl.ADDRESS, false)));
            assertThat(entries).hasSize(291);
            assertThat(new HashSet<>(entries)).isEqualTo(expected);
        }
    }

    @Test
    void damageIsWhereItWasAskedFor() {
        DirectoryShape shape = SHAPE.withPractices(500);

        assertThat(texts(bundle(shape.withInjected(Set.of(DirectoryShape.Damage.DUPLICATES)))))
                .hasSize(1_515);
        assertThat(texts(bundle(shape.withInjected(Set.of(DirectoryShape.Damage.HUGE_NAME)))))
                .anyMatch(entry -> entry.length() > 100_000);
        assertThat(texts(bundle(shape.withInjected(Set.of(DirectoryShape.Damage.BAD_URL)))))
                .filteredOn(entry -> entry.contains("10.0.0.5"))
                .hasSize(2);
        assertThat(texts(bundle(shape.withInjected(Set.of(DirectoryShape.Damage.ORPHANS)))))
                .filteredOn(entry -> entry.contains("-gone"))
                .hasSize(5);
    }

    @Test
    void aLaterEditionDiffersByWhatWasAskedFor() {
        DirectoryShape.Change change = new DirectoryShape.Change(0.02, 0.03, 0.05);
        PracticeGenerator later = new PracticeGenerator(SHAPE.withChange(change));

        long renamed = ALL.stream()
                .filter(old -> !later.practice(old.index()).name().equals(old.name()))
                .count();
        long moved = ALL.stream()
                .filter(old -> later.practice(old.index()).fmh() && !old.fmh())
                .count();
        long removed = ALL.stream().filter(old -> later.removed(old.index())).count();

        assertThat(renamed / 3_422.0).isCloseTo(0.03, within(0.01));
        assertThat(moved / 3_422.0).isCloseTo(0.035, within(0.015));
        assertThat(removed / 3_422.0).isCloseTo(0.02, within(0.01));
        assertThat(ALL).allMatch(old -> later.practice(old.index()).guid().equals(old.guid()));
    }

    private static JsonObject bundle(DirectoryShape shape) {
        Buffer whole = Buffer.buffer();
        var pieces = new DirectoryBundle(new PracticeGenerator(shape), Hosts.practiceFusion()).pieces();
        for (Buffer piece = pieces.get(); piece != null; piece = pieces.get()) {
            whole.appendBuffer(piece);
        }

        return whole.toJsonObject();
    }

    private static List<String> texts(JsonObject bundle) {
        return bundle.getJsonArray("entry").stream().map(String::valueOf).toList();
    }
}

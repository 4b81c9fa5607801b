package dev.gatehouse.common.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.ehr.ProfileFiles.ProfileFile;
import dev.gatehouse.common.failure.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The profiles that come with Gatehouse. That they load at all holds each fact to a source and a day. */
final class BuiltInProfilesTest {
    private static final Path ROOT = root();

    /** Maven runs tests in their module's directory, an IDE perhaps in the root. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs/adding-an-ehr.md"))
                ? here
                : here.resolve("..").normalize();
    }

    private static List<Mistake> mistakes(ProfileFile file) {
        List<Mistake> mistakes = new ArrayList<>();
        ProfileYaml.read(file.name(), file.text(), mistakes).ifPresent(root -> {
            ProfileReader reader = new ProfileReader(file.name(), root);
            if (reader.read(file.key()).isEmpty()) {
                mistakes.addAll(reader.mistakes());
            }
        });
        return mistakes;
    }

    @TestFactory
    Stream<DynamicTest> everyFactOfEveryProfileHasASourceAndADay() {
        return ProfileFiles.builtIn().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.key(), () -> assertThat(mistakes(file)).isEmpty()));
    }

    @Test
    void aProfileThatLosesASourceIsRefused() {
        ProfileFile file = ProfileFiles.builtIn().get(0);
        String less = file.text().replaceAll("(?m)^  limits: \\[.*\\]$", "");
        String undated = file.text().replaceFirst("(?m)^    read: .*$", "");

        assertThat(less).isNotEqualTo(file.text());
        assertThat(mistakes(new ProfileFile(file.name(), file.key(), less, false)))
                .extracting(Mistake::message)
                .containsOnly("has no source in knownFrom");
        assertThat(mistakes(new ProfileFile(file.name(), file.key(), undated, false)))
                .extracting(Mistake::message)
                .containsExactly("should be the day, month or year it was read, such as 2026-09-01 or 2026-09");
    }

    @Test
    void everyFileIsInTheIndex() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("common/src/main/resources/ehr"))) {
            assertThat(ProfileFiles.builtIn())
                    .extracting(file -> file.key() + ".yaml")
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(".yaml"))
                                    .toList());
        }
    }

    @Test
    void theExampleOfTheGuideIsAProfile() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/adding-an-ehr.md"));
        String example = guide.substring(guide.indexOf("```yaml") + 7, guide.indexOf("```\n\n## Where"));

        assertThat(mistakes(new ProfileFile("guide", "riverside", example, true)))
                .isEmpty();
    }

    @Test
    void practiceFusionIsKnownByItsMeasuredValues() {
        EhrProfile profile = EhrProfiles.load().of("practicefusion");

        assertThat(profile.applicationTypes().keySet())
                .containsExactly(ApplicationType.PATIENT, ApplicationType.PROVIDER, ApplicationType.SYSTEM);
        assertThat(profile.applicationTypes().get(ApplicationType.PROVIDER).tokenLifetime())
                .hasMinutes(5);
        assertThat(profile.applicationTypes().get(ApplicationType.SYSTEM).clientAuthentication())
                .containsExactly(ClientAuthentication.PRIVATE_KEY_JWT);
        assertThat(profile.scopes().resourceTypes()).hasSize(22);
        assertThat(profile.directory().kinds().names()).hasSize(2);
        assertThat(profile.answers().meaning(403, "Forbidden", "The practice has not granted access to it"))
                .hasValueSatisfying(
                        rule -> assertThat(rule.means()).isEqualTo(EhrAnswers.Meaning.PRACTICE_NOT_AUTHORIZED));
        assertThat(profile.tokens().refreshLifetime())
                .as("how long refresh tokens live is not known")
                .isNull();
    }

    @Test
    void thereAreProfilesOfTwentyEhrs() {
        assertThat(EhrProfiles.load().all())
                .extracting(EhrProfile::key)
                .startsWith("practicefusion")
                .contains(
                        "epic",
                        "oraclehealth",
                        "athenahealth",
                        "eclinicalworks",
                        "nextgen",
                        "meditech",
                        "veradigm",
                        "altera",
                        "greenway",
                        "modmed",
                        "trubridge",
                        "medhost",
                        "netsmart",
                        "nextech",
                        "canvas",
                        "drchrono",
                        "elation")
                .endsWith("smart", "sandbox");
    }

    @TestFactory
    Stream<DynamicTest> everyProfileSaysHowToSignUp() {
        return EhrProfiles.load().all().stream()
                .map(profile -> DynamicTest.dynamicTest(profile.key(), () -> {
                    Playbook playbook = profile.registration();

                    assertThat(playbook).isNotNull();
                    assertThat(playbook.making(Playbook.Made.APPLICATION)).isPresent();
                    assertThat(playbook.making(Playbook.Made.CREDENTIAL)).isPresent();
                    assertThat(playbook.making(Playbook.Made.PRACTICE)).isPresent();
                    assertThat(playbook.practiceGate().instructions()).isNotEmpty();
                    assertThat(playbook.making(Playbook.Made.APPLICATION)
                                    .orElseThrow()
                                    .field("applicationType")
                                    .orElseThrow()
                                    .options()
                                    .keySet())
                            .isSubsetOf(profile.applicationTypes().keySet().stream()
                                    .map(ApplicationType::text)
                                    .toList());
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyProfileAgreesWithItself() {
        return EhrProfiles.load().all().stream()
                .map(profile -> DynamicTest.dynamicTest(profile.key(), () -> {
                    List<ScopeRules.Dialect> dialects = profile.scopes().dialects();
                    profile.applicationTypes().forEach((type, rules) -> {
                        if (rules.dialect() != null && dialects != null) {
                            assertThat(dialects).as("dialects of %s", type).contains(rules.dialect());
                        }
                        String foreign = rules.dialect() == ScopeRules.Dialect.V2 ? ".read" : ".rs";
                        assertThat(rules.scopes())
                                .as("scopes of %s", type)
                                .noneMatch(scope -> scope.endsWith(foreign))
                                .noneMatch(scope ->
                                        Boolean.FALSE.equals(profile.scopes().wildcards()) && scope.contains("*"));
                        assertThat(rules.preferredAuthentication())
                                .as("a gateway can keep a secret")
                                .isNotEqualTo(ClientAuthentication.NONE);
                    });
                    Playbook playbook = profile.registration();
                    if (playbook != null && dialects != null) {
                        assertThat(playbook.scopes().dialects())
                                .containsExactlyInAnyOrderElementsOf(dialects.stream()
                                        .map(dialect -> dialect.name().toLowerCase(java.util.Locale.ROOT))
                                        .toList());
                    }
                }));
    }

    @Test
    void noListIsFetchedThatNobodyAskedFor() {
        assertThat(EhrProfiles.load().all())
                .filteredOn(profile -> profile.directory().every() != null)
                .extracting(EhrProfile::key)
                .containsExactly("practicefusion");
    }

    @Test
    void secretsMayGoAnywhereOnlyWhereEachCustomerHasServersOfItsOwn() {
        assertThat(EhrProfiles.load().all())
                .filteredOn(profile -> profile.hosts().anyPublic())
                .extracting(EhrProfile::key)
                .containsExactlyInAnyOrder("smart", "epic", "meditech", "altera");
    }

    @Test
    void whatNobodyDocumentsStaysUnknown() {
        EhrProfile elation = EhrProfiles.load().of("elation");
        EhrProfile epic = EhrProfiles.load().of("epic");

        assertThat(elation.scopes()).isEqualTo(ScopeRules.UNKNOWN);
        assertThat(elation.applicationTypes().get(ApplicationType.PROVIDER).clientAuthentication())
                .isNull();
        assertThat(elation.facts().limits().requestsPerMinute()).isNull();
        assertThat(epic.tokens().refreshRotation()).isNull();
        assertThat(epic.facts().requests().headers()).containsOnlyKeys("Epic-Client-ID");
    }
}

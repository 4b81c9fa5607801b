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
        Path directory = Path.of("src/main/resources/ehr");
        Path found =
                Files.isDirectory(directory) ? directory : Path.of("common").resolve(directory);
        try (Stream<Path> files = Files.list(found)) {
            assertThat(ProfileFiles.builtIn())
                    .extracting(file -> file.key() + ".yaml")
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(".yaml"))
                                    .toList());
        }
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
}

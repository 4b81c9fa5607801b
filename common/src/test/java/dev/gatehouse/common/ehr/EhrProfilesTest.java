package dev.gatehouse.common.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.StartRefused;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EhrProfilesTest {
    @Test
    void theProfilesThatComeWithGatehouseAreFine() {
        EhrProfiles profiles = EhrProfiles.load();

        assertThat(profiles.all()).extracting(EhrProfile::key).containsExactly("practicefusion", "sandbox", "smart");
        assertThat(profiles.has("sandbox")).isTrue();
        assertThat(profiles.of("practicefusion").applicationTypes()).containsKey(ApplicationType.PROVIDER);
        assertThat(profiles.of("practicefusion").directory().kinds().names()).isNotEmpty();
    }

    @Test
    void aKeyNobodyKnowsIsMissing() {
        EhrProfiles profiles = EhrProfiles.load();

        assertThat(profiles.has("none")).isFalse();
        assertThatThrownBy(() -> profiles.of("none"))
                .isInstanceOfSatisfying(
                        Failure.Missing.class, e -> assertThat(e.code()).isEqualTo("ehr-unknown"));
    }

    @Test
    void everyMistakeOfEveryFileIsNamed() {
        String broken = """
                key: other
                hosts: nope
                anyPublicHost: "yes"
                colour: blue
                directory:
                  url: http://plain.example/list.json
                  every: soon
                  endpointNames: {Staff: somebody}
                applicationTypes:
                  robot: {endpoints: [moon]}
                clientAuthentication: [telepathy]
                tokens: {defaultLifetime: PT-5M, extra: 1}
                """;

        assertThatThrownBy(() -> EhrProfiles.parse(Map.of("mine", broken, "yours", "a: [1")))
                .isInstanceOf(StartRefused.class)
                .message()
                .contains(
                        "ehr/mine.yaml colour is not known",
                        "ehr/mine.yaml key should be mine",
                        "ehr/mine.yaml name is missing",
                        "ehr/mine.yaml hosts should be a list",
                        "ehr/mine.yaml anyPublicHost should be true or false",
                        "directory.url should be an https address",
                        "directory.every should be a positive",
                        "directory.endpointNames.Staff should be patient",
                        "applicationTypes.robot.endpoints should hold patient",
                        "applicationTypes.robot.endpoints should name at least one",
                        "applicationTypes.robot should be one of",
                        "clientAuthentication does not know the method telepathy",
                        "tokens.defaultLifetime should be a positive",
                        "tokens.extra is not known",
                        "ehr/yours.yaml is no valid YAML");
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThatThrownBy(() -> EhrProfiles.parse(Map.of("mine", "")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("ehr/mine.yaml should be a YAML object");
    }
}

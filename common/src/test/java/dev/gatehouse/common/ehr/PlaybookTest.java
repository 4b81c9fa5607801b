package dev.gatehouse.common.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.StartRefused;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The node {@code registration} of profiles. */
final class PlaybookTest {
    private static final String AROUND = """
            key: mine
            name: Mine
            applicationTypes:
              provider: {endpoints: [provider_system]}
            clientAuthentication: [client_secret_basic]
            tokens: {defaultLifetime: PT5M}
            """;

    private static Playbook practiceFusion() {
        return Objects.requireNonNull(EhrProfiles.load().of("practicefusion").registration());
    }

    @Test
    void practiceFusionsPathHasItsFiveSteps() {
        Playbook playbook = practiceFusion();

        assertThat(playbook.steps())
                .extracting(Playbook.Step::key)
                .containsExactly(
                        "partner-registration",
                        "portal-access",
                        "partner-application",
                        "api-credentials",
                        "practice-authorization");
        assertThat(playbook.steps())
                .extracting(Playbook.Step::reached)
                .containsExactly(
                        RegistrationState.REGISTRATION_SUBMITTED,
                        RegistrationState.PORTAL_ACCESS,
                        RegistrationState.APPLICATION_SUBMITTED,
                        RegistrationState.CREDENTIALS_ISSUED,
                        null);
        assertThat(playbook.making(Playbook.Made.APPLICATION).orElseThrow().key())
                .isEqualTo("partner-application");
    }

    @Test
    void aFieldIsReadWhole() {
        Playbook.Step step = practiceFusion().step("partner-application").orElseThrow();

        Playbook.Field field = step.field("redirectUrls").orElseThrow();
        assertThat(field.vendorLabel()).isEqualTo("Redirect URL(s)");
        assertThat(field.type()).isEqualTo(Playbook.Type.URLS);
        assertThat(field.offer()).isEqualTo(Playbook.Offer.REDIRECT_URI);
        assertThat(step.field("applicationType").orElseThrow().options())
                .containsExactly(
                        Map.entry("patient", "Patient"),
                        Map.entry("provider", "Provider"),
                        Map.entry("system", "System or Bulk export"));
        assertThat(step.remindAfter()).isEqualTo(Duration.ofDays(14));
        assertThat(step.knownFrom())
                .contains(new Playbook.Known(
                        "https://www.practicefusion.com/fhir/get-started", LocalDate.parse("2026-09-01")));
    }

    @Test
    void aRuleIsReadWhole() {
        Playbook.Step step = practiceFusion().step("partner-application").orElseThrow();

        assertThat(step.rules()).anySatisfy(rule -> {
            assertThat(rule.when())
                    .containsExactly(
                            new Playbook.Condition("applicationType", Playbook.Verb.IS, List.of("provider")),
                            new Playbook.Condition("scopes", Playbook.Verb.HAS, List.of("launch")));
            assertThat(rule.demand()).isEqualTo(Playbook.Demand.NEED);
            assertThat(rule.what()).isEqualTo(new Playbook.Condition("launchUrls", Playbook.Verb.FILLED, List.of()));
            assertThat(rule.because()).isNotBlank();
        });
    }

    @Test
    void everyProfileThatComesWithGatehouseTellsHowToRegister() {
        assertThat(EhrProfiles.load().all())
                .allSatisfy(profile ->
                        assertThat(profile.registration()).as(profile.key()).isNotNull());
    }

    @Test
    void everyMistakeIsNamed() {
        String broken = AROUND + """
                registration:
                  portal: {title: Forms, url: "http://plain.example"}
                  scopes: {dialects: [v3]}
                  colour: blue
                  steps:
                    - key: Not A Key
                      title: First
                      who: robot
                      help: Help
                      makes: application
                      remindAfter: soon
                      fields:
                        - {key: Name, label: Name, type: poem}
                        - {key: kind, label: Kind, type: choice}
                        - {key: terms, label: Terms, type: text, acceptance: true}
                        - {key: back, label: Back, type: url, offer: everything}
                        - {key: back, label: Again, type: url, most: -1}
                      rules:
                        - {when: [kind might be], need: back, because: It must.}
                        - {when: [kind has x], need: back, because: It must.}
                        - {when: [moon filled], need: back, because: It must.}
                        - {when: [kind filled], because: It must.}
                        - {need: back}
                      knownFrom: [{source: somewhere, read: yesterday}]
                    - {key: second, title: Second, who: vendor, reached: heaven, help: Help}
                  practiceGate: {title: Gate, help: Help, knownFrom: [], instructions: [{title: Go, text: Go, types: [dog]}]}
                """;

        assertThatThrownBy(() -> EhrProfiles.parse(Map.of("mine", broken)))
                .isInstanceOf(StartRefused.class)
                .message()
                .contains(
                        "ehr/mine.yaml registration.colour is not known",
                        "registration.portal.url should be an https address",
                        "registration.scopes.dialects should name v1, v2 or both",
                        "registration.steps[0].key should be lower-case words",
                        "registration.steps[0].who should be one of partner, vendor, practice",
                        "registration.steps[0].remindAfter should be a positive",
                        "registration.steps[0].fields[0].key should be a word in camelCase",
                        "registration.steps[0].fields[0].type should be one of",
                        "registration.steps[0].fields[1].options belong to a choice",
                        "registration.steps[0].fields[2].acceptance belongs to a flag",
                        "registration.steps[0].fields[3].offer should be one of",
                        "registration.steps[0].fields[4].most should be a number above 0",
                        "registration.steps[0].fields should have one field back, not two",
                        "registration.steps[0].fields should have applicationName in a step that makes application",
                        "registration.steps[0].rules[0] should not say \"kind might be\"",
                        "a rule that takes kind for a list",
                        "a rule about moon, which it does not have",
                        "registration.steps[0].rules[3] should have one of need, forbid, warn",
                        "registration.steps[0].rules[4].because is missing",
                        "registration.steps[0].knownFrom[0].read should be a day",
                        "registration.steps[1].reached should be one of draft",
                        "registration.steps[1].knownFrom should name at least one source",
                        "registration.vendorGate is missing",
                        "registration.practiceGate.knownFrom should name at least one source",
                        "registration.practiceGate.instructions[0].types should hold patient");
    }

    @Test
    void oneStepMakesOneThing() {
        String known = "knownFrom: [{source: me, read: '2026-11-23'}]}";
        String step = "    - {key: one, title: One, who: practice, makes: practice, help: Help, " + known + "\n";
        String gate = "{title: Gate, help: Help, " + known + "\n";
        String twice = AROUND + "registration:\n  steps:\n" + step + step + "  vendorGate: " + gate + "  practiceGate: "
                + gate;

        assertThatThrownBy(() -> EhrProfiles.parse(Map.of("mine", twice)))
                .isInstanceOf(StartRefused.class)
                .message()
                .contains(
                        "registration.steps should have one step one, not two",
                        "registration.steps should have one step that makes practice, not two");
    }
}

package dev.gatehouse.gateway.smart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.testing.Smart;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScopeRequestTest {
    private static final EhrProfiles PROFILES = EhrProfiles.load(Optional.empty());
    private static final EhrProfile BOTH = PROFILES.of("practicefusion");
    private static final EhrProfile EXCLUSIVE = PROFILES.of("veradigm");
    private static final EhrProfile V2_ONLY = PROFILES.of("canvas");

    private static SmartEndpoints practice(String... capabilities) {
        return new SmartEndpoints(
                URI.create("https://ehr.example/fhir"),
                null,
                null,
                URI.create("https://ehr.example/token"),
                null,
                null,
                null,
                null,
                null,
                Set.of(capabilities),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                false,
                SmartEndpoints.Source.WELL_KNOWN,
                List.of(),
                Instant.EPOCH);
    }

    private static ScopeRequest request(EhrProfile profile, SmartEndpoints practice, String wanted) {
        return ScopeRequest.to(profile, ApplicationType.PROVIDER, practice, Scopes.parse(wanted), null);
    }

    @ParameterizedTest(name = "{1} in {0}: {2}")
    @Smart({75, 77, 78})
    @CsvSource({
        "V1, user/Patient.rs, user/Patient.read",
        "V1, user/Patient.sr, user/Patient.read",
        "V1, user/Patient.cud, user/Patient.write",
        "V1, user/Patient.cruds, user/Patient.*",
        "V1, user/Patient.r user/Patient.s, user/Patient.read",
        "V1, user/Patient.read user/Patient.write, user/Patient.*",
        "V1, openid user/*.rs launch/patient, openid user/*.read launch/patient",
        "V1, user/Patient.rs user/Patient.rs?name=x, user/Patient.read",
        "V2, user/Patient.read, user/Patient.rs",
        "V2, user/Patient.write, user/Patient.cud",
        "V2, user/Patient.*, user/Patient.cruds",
        "V2, user/Patient.read user/Patient.write, user/Patient.cruds",
        "V2, user/Patient.r user/Patient.s, user/Patient.rs",
        "V2, patient/Observation.rs?category=lab&x=y, patient/Observation.rs?category=lab&x=y",
        "V2, user/Patient.read user/*.read, user/Patient.rs user/*.rs"
    })
    void theSameIsSaidInOtherWords(Dialect dialect, String wanted, String said) {
        Scopes.Spelled spelled = Scopes.parse(wanted).in(dialect);

        assertThat(spelled.scopes()).hasToString(said);
        assertThat(spelled.unsaid()).isEmpty();
    }

    @ParameterizedTest(name = "{0} in v1: {1}")
    @Smart(77)
    @CsvSource({
        "user/Patient.r, ''",
        "user/Patient.s, ''",
        "user/Patient.cu, ''",
        "user/Patient.crus, user/Patient.read",
        "user/Patient.rcud, user/Patient.write",
        "patient/Observation.rs?category=lab, ''"
    })
    void olderWordsNeverAllowMoreAndWhatTheyCantSayIsNamed(String wanted, String said) {
        Scopes.Spelled spelled = Scopes.parse(wanted).in(Dialect.V1);

        assertThat(spelled.scopes()).hasToString(said);
        assertThat(spelled.unsaid()).containsExactly(wanted);
        assertThat(Scopes.parse(wanted).compare(spelled.scopes()).isWider()).isFalse();
    }

    @Test
    @Smart({18, 77})
    void aPracticeThatSpeaksOneSpellingIsAskedInIt() {
        assertThat(request(BOTH, practice("permission-v1"), "user/Patient.rs").sent())
                .hasToString("user/Patient.read");
        assertThat(request(BOTH, practice("permission-v2"), "user/Patient.read").sent())
                .hasToString("user/Patient.rs");
        assertThat(request(V2_ONLY, practice(), "user/Patient.read").sent()).hasToString("user/Patient.rs");
    }

    @Test
    void whereBothAreSpokenScopesStayAsTheyWereRegistered() {
        SmartEndpoints both = practice("permission-v1", "permission-v2");

        assertThat(request(BOTH, both, "user/Patient.rs").sent()).hasToString("user/Patient.rs");
        assertThat(request(BOTH, both, "user/Patient.read").sent()).hasToString("user/Patient.read");
        assertThat(request(BOTH, both, "user/Patient.read user/Goal.rs").sent())
                .hasToString("user/Patient.read user/Goal.rs");
    }

    @Test
    void spellingsAreNotMixedWhereThatIsForbidden() {
        Scopes sent = request(EXCLUSIVE, practice(), "openid user/Patient.read user/Goal.rs")
                .sent();

        assertThat(sent.dialect()).isPresent();
        assertThat(sent.texts()).contains("openid").hasSize(3);
    }

    @Test
    void whatWorkedBeforeIsSentFirst() {
        ScopeRequest again = ScopeRequest.to(
                BOTH, ApplicationType.SYSTEM, practice(), Scopes.parse("system/Patient.read"), Dialect.V2);

        assertThat(again.sent()).hasToString("system/Patient.rs");
    }

    @Test
    void aRefusalOverTheSpellingIsAnsweredInTheOtherOne() {
        ScopeRequest first = request(BOTH, practice(), "system/Patient.read system/Goal.read");

        assertThat(first.afterRefusal(BOTH, practice(), "Client does not have PERMISSIONS to requested scope"))
                .hasValueSatisfying(again -> assertThat(again.sent()).hasToString("system/Patient.rs system/Goal.rs"));
        assertThat(first.afterRefusal(BOTH, practice(), "something else")).isEmpty();
        assertThat(first.afterRefusal(BOTH, practice(), null)).isEmpty();
        assertThat(first.afterRefusal(BOTH, practice("permission-v1"), "permissions to requested scope"))
                .isEmpty();
        assertThat(request(BOTH, practice(), "openid").afterRefusal(BOTH, practice(), "permissions to requested scope"))
                .isEmpty();
        assertThat(request(EXCLUSIVE, practice(), "user/Patient.read")
                        .afterRefusal(EXCLUSIVE, practice(), "permissions to requested scope"))
                .isEmpty();
    }
}

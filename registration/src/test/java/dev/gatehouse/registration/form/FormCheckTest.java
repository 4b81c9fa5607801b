package dev.gatehouse.registration.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.vault.SecretText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Practice Fusion's rules, each refused with its words. */
final class FormCheckTest {
    private static final OwnUrls OWN = OwnUrls.of("https://gatehouse.example", "practicefusion", "app_1");
    private static final EhrProfile PROFILE = EhrProfiles.load().of("practicefusion");
    private static final Playbook PLAYBOOK = Objects.requireNonNull(PROFILE.registration());

    private final Map<String, Object> application = new LinkedHashMap<>(Map.of(
            "applicationName",
            "Northwind Care Hub",
            "applicationType",
            "provider",
            "redirectUrls",
            List.of(OWN.redirectUri()),
            "scopes",
            List.of("openid", "offline_access", "user/Patient.read")));

    private Findings look(boolean production) {
        return look("partner-application", new Form(application, Map.of(), Set.of()), production);
    }

    private static Findings look(String step, Form form, boolean production) {
        return new FormCheck(PROFILE, PLAYBOOK, OWN, production)
                .of(PLAYBOOK.step(step).orElseThrow(), Map.of(step, form));
    }

    private static String message(List<Mistake> mistakes, String path) {
        return mistakes.stream()
                .filter(each -> each.path().equals(path))
                .map(Mistake::message)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing said about " + path + " in " + mistakes));
    }

    @Test
    void aGoodFormHasNothingWrong() {
        assertThat(look(true)).isEqualTo(new Findings(List.of(), List.of()));
    }

    @Test
    void everythingRequiredIsNamedAtOnce() {
        assertThat(look("partner-registration", Form.EMPTY, true).errors())
                .extracting(Mistake::path)
                .containsExactly("companyName", "developerName", "developerEmail", "termsAccepted");
        Form notAgreed = new Form(Map.of("termsAccepted", false), Map.of(), Set.of());
        assertThat(message(look("partner-registration", notAgreed, true).errors(), "termsAccepted"))
                .contains("should be true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://gatehouse.example/cb | https://",
                "https://gatehouse.example/cb#done | after #",
                "https://*.gatehouse.example/cb | *",
                "https://user:pw@gatehouse.example/cb | user name",
                "https://Gatehouse.Example/cb | lower case",
                "gatehouse.example/cb | absolute",
                "http://127.0.0.1:8080/cb | sandbox and qa",
                "javascript:alert(1) | absolute",
                "https:///cb | absolute",
            })
    void aRedirectUrlThatIsNotExactAndSafeIsRefused(String url, String words) {
        application.put("redirectUrls", List.of(OWN.redirectUri(), url));

        assertThat(message(look(true).errors(), "redirectUrls[1]")).contains(words);
    }

    @Test
    void plainHttpIsFineOnTheOwnMachineOutsideOfProduction() {
        application.put("redirectUrls", List.of("http://localhost:8080/cb", "http://[::1]:8080/cb"));
        assertThat(look(false).errors()).isEmpty();

        application.put("redirectUrls", List.of("http://192.168.0.7:8080/cb"));
        assertThat(message(look(false).errors(), "redirectUrls[0]")).contains("https://");
    }

    @Test
    void whoAsksForLaunchMustSayWhatToOpen() {
        application.put("scopes", List.of("launch", "openid", "offline_access", "user/Patient.read"));

        assertThat(message(look(true).errors(), "launchUrls")).contains("which address to open");
    }

    @Test
    void whoGivesALaunchUrlMustAskForLaunch() {
        application.put("launchUrls", List.of(OWN.launchUrl()));

        assertThat(message(look(true).errors(), "scopes")).contains("scope launch");
    }

    @Test
    void aSystemApplicationNeedsItsKeysAddressAndNoUser() {
        application.put("applicationType", "system");
        application.remove("redirectUrls");

        List<Mistake> errors = look(true).errors();
        assertThat(message(errors, "jwksUrl")).contains("key instead of a secret");
        assertThat(message(errors, "scopes[2]")).contains("begin with system/");

        application.put("jwksUrl", OWN.jwksUrl());
        application.put("scopes", List.of("system/Patient.rs"));
        assertThat(look(true)).isEqualTo(new Findings(List.of(), List.of()));
        application.put("scopes", List.of("system/Patient.rs", "offline_access"));
        assertThat(message(look(true).warnings(), "scopes")).contains("no user");
    }

    @Test
    void otherApplicationsNeedARedirectUrl() {
        application.remove("redirectUrls");

        assertThat(message(look(true).errors(), "redirectUrls")).contains("come back to");
    }

    @Test
    void scopesOfSystemsAreForSystemsOnly() {
        application.put("scopes", List.of("openid", "offline_access", "system/Patient.rs"));

        assertThat(message(look(true).errors(), "scopes[2]")).contains("system applications only");
    }

    @Test
    void aMissingOfflineAccessIsAWarningOnly() {
        application.put("scopes", List.of("openid", "user/Patient.read"));

        assertThat(look(true).errors()).isEmpty();
        assertThat(message(look(true).warnings(), "scopes")).contains("offline_access", "sign in again");
    }

    @Test
    void anAddressThatIsNotOursIsAWarningOnly() {
        application.put("redirectUrls", List.of("https://old.example/oauth/callback/practicefusion"));

        assertThat(look(true).errors()).isEmpty();
        assertThat(message(look(true).warnings(), "redirectUrls")).contains(OWN.redirectUri());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fhiruser | fhirUser",
                "FhirUser | fhirUser",
                "offline-access | offline_access",
                "offlineacces | offline_access",
                "launch/Patient | launch/patient",
                "User/Patient.read | user/Patient.read",
                "user/patient.read | user/Patient.read",
                "user/DiagnositcReport.read | user/DiagnosticReport.read",
                "user/Patient.sr | user/Patient.rs",
                "user/Patient.Read | user/Patient.read",
                "user/Observations.rs | user/Observation.rs",
            })
    void aSlipIsNamedWithWhatWasProbablyMeant(String written, String meant) {
        application.put("scopes", List.of("openid", "offline_access", written));

        assertThat(message(look(true).errors(), "scopes[2]")).contains("did you mean \"" + meant + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user/Zebra.read | resource type",
                "user/Patient | lacks what may be done",
                "user/Patient.look | should end with",
                "user/Patient. | should end with",
                "two words | not one scope",
            })
    void aScopeThatMeansNothingIsRefused(String written, String words) {
        application.put("scopes", List.of("openid", "offline_access", written));

        assertThat(message(look(true).errors(), "scopes[2]")).contains(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user/*.read",
                "patient/Observation.rs?category=laboratory",
                "user/*.cruds",
                "online_access",
                "launch/imagingstudy",
                "profile"
            })
    void whatSmartAllowsIsLetThrough(String scope) {
        application.put("scopes", List.of("openid", "offline_access", scope));

        assertThat(look(true)).isEqualTo(new Findings(List.of(), List.of()));
    }

    @Test
    void aWordNobodyKnowsIsAWarningOnly() {
        application.put("scopes", List.of("openid", "offline_access", "vendor.special"));

        assertThat(look(true).errors()).isEmpty();
        assertThat(message(look(true).warnings(), "scopes[2]")).contains("check its spelling");
    }

    @Test
    void whereOnlyOneSpellingIsTakenBothTogetherAreRefused() {
        Playbook.ScopeRules rules = new Playbook.ScopeRules(Set.of("v1", "v2"), true, false, List.of("vendor.special"));
        ScopeSpelling spelling = new ScopeSpelling(rules, null);

        assertThat(spelling.of("scopes", List.of("user/Patient.read", "user/Goal.rs"))
                        .errors())
                .containsExactly(
                        new Mistake(
                                "scopes",
                                "This EHR takes scopes in one spelling only, either like .read or like .rs, and refuses both together"));
        assertThat(message(spelling.of("scopes", List.of("user/*.rs")).errors(), "scopes[0]"))
                .contains("name each resource type");
        assertThat(spelling.of("scopes", List.of("vendor.special"))).isEqualTo(new Findings(List.of(), List.of()));
        ScopeSpelling older = new ScopeSpelling(new Playbook.ScopeRules(Set.of("v1"), true, null, List.of()), null);
        assertThat(message(older.of("scopes", List.of("user/Patient.rs")).errors(), "scopes[0]"))
                .contains("older spelling only");
    }

    @Test
    void mailsPhonesDaysAndChoicesHaveTheirForm() {
        Form wrong = new Form(
                Map.of(
                        "companyName", "N",
                        "developerName", "L",
                        "developerEmail", "lena at northwind",
                        "phone", "call me",
                        "companyWebsite", "northwind",
                        "submittedOn", "2026-02-30",
                        "termsAccepted", true),
                Map.of(),
                Set.of());

        List<Mistake> errors = look("partner-registration", wrong, true).errors();

        assertThat(errors)
                .extracting(Mistake::path)
                .containsExactlyInAnyOrder("developerEmail", "phone", "companyWebsite", "submittedOn");
        application.put("applicationType", "robot");
        assertThat(message(look(true).errors(), "applicationType")).contains("patient, provider, system");
    }

    @Test
    void theSecretIsNeededUnlessAKeySigns() {
        Playbook.Step step = PLAYBOOK.step("api-credentials").orElseThrow();
        Form id = new Form(Map.of("clientId", "pf-1"), Map.of(), Set.of());
        FormCheck check = new FormCheck(PROFILE, PLAYBOOK, OWN, true);
        Map<String, Form> provider =
                Map.of("api-credentials", id, "partner-application", new Form(application, Map.of(), Set.of()));

        assertThat(message(check.of(step, provider).errors(), "clientSecret")).contains("no token");

        application.put("applicationType", "system");
        Form system = new Form(application, Map.of(), Set.of());
        assertThat(check.of(step, Map.of("api-credentials", id, "partner-application", system))
                        .errors())
                .isEmpty();
        Form both = new Form(Map.of("clientId", "pf-1"), Map.of("clientSecret", new SecretText("x")), Set.of());
        assertThat(check.of(step, Map.of("api-credentials", both, "partner-application", system))
                        .warnings())
                .extracting(Mistake::path)
                .containsExactly("clientSecret");
    }
}

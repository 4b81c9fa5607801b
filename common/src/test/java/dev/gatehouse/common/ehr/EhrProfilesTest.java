package dev.gatehouse.common.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.StartRefused;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EhrProfilesTest {
    /** The least there can be. */
    private static final String SMALL = """
            key: mine
            name: Mine
            applicationTypes:
              provider: {scopes: [user/Patient.read]}
            sources:
              page: {url: https://ehr.example/docs, read: 2026-11-23, confidence: high}
            knownFrom:
              name: [page]
              applicationTypes: [page]
            """;

    private static EhrProfile mine(String text) {
        return EhrProfiles.parse(Map.of("mine", text)).of("mine");
    }

    /** What a start with this profile says, without the frame around it. */
    private static List<String> mistakes(String text) {
        StartRefused refused = catchThrowableOfType(StartRefused.class, () -> mine(text));
        return refused == null
                ? List.of()
                : Arrays.asList(refused.getMessage()
                        .replaceFirst("^EHR profiles need another look: ", "")
                        .replaceFirst("\\.$", "")
                        .split("; "));
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
    void whatAProfileDoesNotSayIsUnknown() {
        EhrProfile profile = mine(SMALL);

        EhrProfile.TypeRules provider = profile.applicationTypes().get(ApplicationType.PROVIDER);
        assertThat(provider.clientAuthentication()).isNull();
        assertThat(provider.mayUse(ClientAuthentication.NONE)).isTrue();
        assertThat(provider.preferredAuthentication()).isEqualTo(ClientAuthentication.CLIENT_SECRET_BASIC);
        assertThat(provider.endpoints()).containsExactly(EndpointKind.PROVIDER_SYSTEM);
        assertThat(profile.scopes()).isEqualTo(ScopeRules.UNKNOWN);
        assertThat(profile.facts()).isEqualTo(EhrFacts.UNKNOWN);
        assertThat(profile.answers()).isEqualTo(EhrAnswers.STANDARD);
        assertThat(profile.hosts().allow("ehr.example")).isFalse();
        assertThat(profile.handAdded()).isFalse();
    }

    @Test
    void nullSaysTheSameAsNothing() {
        assertThat(mine(SMALL + "limits: {requestsPerMinute: null}\nbulk: null\nscopes: {dialects: null}\n"))
                .usingRecursiveComparison()
                .isEqualTo(mine(SMALL));
    }

    @Test
    void aSecretByAnUnnamedWayMayBeSentByEither() {
        EhrProfile profile = mine(SMALL.replace(
                "{scopes: [user/Patient.read]}",
                "{scopes: [user/Patient.read], clientAuthentication: [client_secret]}"));

        assertThat(profile.applicationTypes().get(ApplicationType.PROVIDER).clientAuthentication())
                .containsExactly(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.CLIENT_SECRET_POST);
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
                  system: {clientAuthentication: [telepathy], algorithms: [HS256], pkce: maybe, scopes: [1]}
                tokens: {defaultLifetime: PT-5M, extra: 1}
                scopes: {exclusive: 1, dialects: [v3]}
                limits: {requestsPerMinute: many, per: moon}
                requests: {headers: {Authorization: "Bearer x", "X Y": z, Good: [1]}}
                errors:
                  odd: {status: 200, explanation: Odd.}
                programme: 7
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
                        "applicationTypes.robot.endpoints should hold only patient, provider_system, not moon",
                        "applicationTypes.robot should be one of",
                        "applicationTypes.system.clientAuthentication does not know the method telepathy",
                        "applicationTypes.system.algorithms should hold only names such as ES384",
                        "applicationTypes.system.pkce should be one of required, optional",
                        "applicationTypes.system.scopes should be a list of texts",
                        "tokens.defaultLifetime should be a positive",
                        "tokens.extra is not known",
                        "scopes.exclusive should be true or false",
                        "scopes.dialects should hold only v1, v2, not v3",
                        "limits.requestsPerMinute should be a number from 1",
                        "limits.per should be one of account",
                        "requests.headers.Authorization should be a header of the EHR's own",
                        "requests.headers.X Y should be a header of the EHR's own",
                        "requests.headers.Good should be a text",
                        "errors.odd.status should be a number from 400 to 599",
                        "errors.odd.message or code is needed",
                        "errors.odd.means is missing",
                        "programme should be a YAML object",
                        "ehr/yours.yaml is no valid YAML (line 1)");
    }

    @Test
    void aHostIsAName() {
        assertThat(mistakes(
                        SMALL + "hosts: ['https://ehr.example/fhir', '*', 'fhir.example.com:8443', '*.example.org']\n"))
                .contains(
                        "ehr/mine.yaml hosts should hold names such as fhir.example.com or *.example.com, not"
                                + " https://ehr.example/fhir",
                        "ehr/mine.yaml hosts should hold names such as fhir.example.com or *.example.com, not *",
                        "ehr/mine.yaml hosts has no source in knownFrom")
                .hasSize(3);
    }

    @Test
    void aFactWithoutASourceIsRefused() {
        assertThat(mistakes(SMALL + "limits: {requestsPerMinute: 250, per: base_url}\ndisconnect: Call them.\n"))
                .containsExactly(
                        "ehr/mine.yaml limits.requestsPerMinute has no source in knownFrom",
                        "ehr/mine.yaml limits.per has no source in knownFrom",
                        "ehr/mine.yaml disconnect has no source in knownFrom");
    }

    @Test
    void aSourceNeedsAPlaceADayAndAConfidence() {
        String base = SMALL.replace("read: 2026-11-23, confidence: high", "%s");

        assertThat(mistakes(base.formatted("confidence: high")))
                .containsExactly("ehr/mine.yaml sources.page.read should be the day, month or year it was read, such as"
                        + " 2026-09-01 or 2026-09");
        for (String read : List.of("yesterday", "2026-13", "2026-02-30", "1850", "26-01-01", "''")) {
            assertThat(mistakes(base.formatted("confidence: low, read: '" + read + "'")))
                    .as(read)
                    .isNotEmpty();
        }
        for (String read : List.of("2026", "2026-05", "2026-02-28")) {
            assertThat(mistakes(base.formatted("confidence: low, read: '" + read + "'")))
                    .as(read)
                    .isEmpty();
        }
        assertThat(mistakes(base.formatted("read: 2026-11-23")))
                .containsExactly("ehr/mine.yaml sources.page.confidence is missing: high, medium or low");
        assertThat(mistakes(SMALL.replace("url: https://ehr.example/docs, ", "")))
                .containsExactly("ehr/mine.yaml sources.page.url or title is needed, to find the source again");
        assertThat(mistakes(SMALL.replace("url: https:", "url: ftp:")))
                .contains("ehr/mine.yaml sources.page.url should be an https address");
    }

    @Test
    void nothingIsNamedForNothing() {
        assertThat(mistakes(SMALL.replace("sources:", "sources:\n  spare: {title: B, read: 2026, confidence: low}")
                        + "  bulk: [page]\n  name.first: [page]\n  key: [page]\n"))
                .containsExactlyInAnyOrder(
                        "ehr/mine.yaml knownFrom.bulk is about nothing this profile says",
                        "ehr/mine.yaml knownFrom.name.first is about nothing this profile says",
                        "ehr/mine.yaml knownFrom.key is about nothing this profile says",
                        "ehr/mine.yaml sources.spare is the source of nothing");
        assertThat(mistakes(SMALL.replace("name: [page]", "name: []")))
                .containsExactly("ehr/mine.yaml knownFrom.name should name at least one source");
        assertThat(mistakes(SMALL.replace("name: [page]", "name: [pages]")))
                .containsExactly("ehr/mine.yaml knownFrom.name names pages, which is not in sources");
    }

    @Test
    void theLongerPathDecides() {
        Provenance provenance = mine(SMALL.replace("{scopes: [user/Patient.read]}", "{scopes: [openid], notes: Two.}")
                                .replace(
                                        "sources:",
                                        "sources:\n  measured: {title: Measured, read: 2026, confidence: medium}")
                        + """
                          applicationTypes.*.scopes: [measured]
                        limits: {requestsPerMinute: 5, notes: Five.}
                        """.replace("limits", "  limits: [page]\nlimits"))
                .provenance();

        assertThat(provenance.coverOf(List.of("applicationTypes", "provider", "scopes")))
                .contains("applicationTypes.*.scopes");
        assertThat(provenance.coverOf(List.of("limits", "notes"))).contains("limits");
        assertThat(provenance.coverOf(List.of("bulk"))).isEmpty();
        assertThat(provenance.sources().get("measured").confidence()).isEqualTo(Provenance.Confidence.MEDIUM);
    }
}

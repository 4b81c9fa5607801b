package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HAPI FHIR's generic client, which others wrote, with an API key where a token would be. */
final class HapiClientTest {
    private static final FhirContext R4 = FhirContext.forR4();

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final Partner partner = gateway.aPartner();

    private ConnectedPractice connected(String... scopes) {
        var practice = gateway.aPractice();
        return partner.connects(practice, partner.invitation(practice).put("scopes", new JsonArray(List.of(scopes))));
    }

    private IGenericClient client(ConnectedPractice connected, String... permissions) {
        JsonObject key = connected
                .partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "hapi").put("permissions", new JsonArray(List.of(permissions))))
                .need(201)
                .json();
        R4.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
        IGenericClient client = R4.newRestfulGenericClient(gateway.url() + "/fhir/" + connected.id());
        client.registerInterceptor(new BearerTokenAuthInterceptor(key.getString("key")));
        return client;
    }

    @Test
    @Smart({92, 93, 97})
    void itPagesThroughASearch() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        IGenericClient client = client(connected, "proxy:read");

        List<String> ids = new ArrayList<>();
        int pages = 0;
        Bundle page = client.search()
                .forResource(Patient.class)
                .count(3)
                .returnBundle(Bundle.class)
                .execute();
        int total = page.getTotal();
        while (page != null) {
            pages++;
            page.getEntry()
                    .forEach(entry -> ids.add(entry.getResource().getIdElement().getIdPart()));
            page = page.getLink(IBaseBundle.LINK_NEXT) == null
                    ? null
                    : client.loadPage().next(page).execute();
        }

        assertThat(pages).isGreaterThan(2);
        assertThat(ids).hasSize(total);
        assertThat(new HashSet<>(ids)).hasSize(total);
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart(96)
    void itReadsWhatIsThereAndIsToldWhatIsNot() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        IGenericClient client = client(connected, "proxy:read");
        Bundle some = client.search()
                .forResource(Patient.class)
                .count(1)
                .returnBundle(Bundle.class)
                .execute();
        String id = some.getEntryFirstRep().getResource().getIdElement().getIdPart();

        CapabilityStatement capability =
                client.capabilities().ofType(CapabilityStatement.class).execute();
        Patient patient = client.read().resource(Patient.class).withId(id).execute();
        Patient version =
                client.read().resource(Patient.class).withIdAndVersion(id, "1").execute();
        Patient unchanged = client.read()
                .resource(Patient.class)
                .withId(id)
                .ifVersionMatches("1")
                .returnNull()
                .execute();

        assertThat(capability.getFhirVersion().toCode()).isEqualTo("4.0.1");
        assertThat(patient.getMeta().getVersionId()).isEqualTo("1");
        assertThat(version.equalsDeep(patient)).isTrue();
        assertThat(unchanged).isNull();
        assertThatThrownBy(() ->
                        client.read().resource(Patient.class).withId("nobody").execute())
                .isInstanceOfSatisfying(
                        ResourceNotFoundException.class,
                        gone -> assertThat(gone.getOperationOutcome()).isInstanceOf(OperationOutcome.class));
    }

    @Test
    @Smart({93, 96})
    void itCreatesAndUpdatesAndReadsTheHistory() {
        ConnectedPractice connected = connected("openid", "offline_access", "user/Patient.read", "user/Patient.write");
        IGenericClient client = client(connected, "proxy:read", "proxy:write");
        Patient patient = new Patient();
        patient.addName().setFamily("Newcomer");

        MethodOutcome made = client.create().resource(patient).execute();
        String id = made.getId().getIdPart();
        patient.setId(id);
        patient.getNameFirstRep().setFamily("Resident");
        MethodOutcome updated = client.update()
                .resource(patient)
                .withId(id)
                .withAdditionalHeader("If-Match", "W/\"1\"")
                .execute();
        Bundle history = client.history()
                .onInstance("Patient/" + id)
                .returnBundle(Bundle.class)
                .execute();

        assertThat(made.getId().getBaseUrl()).isEqualTo(gateway.url() + "/fhir/" + connected.id());
        assertThat(made.getId().getVersionIdPart()).isEqualTo("1");
        assertThat(updated.getResource().getMeta().getVersionId()).isEqualTo("2");
        assertThat(history.getEntry()).hasSize(2);
        assertThatThrownBy(() -> client.update()
                        .resource(patient)
                        .withId(id)
                        .withAdditionalHeader("If-Match", "W/\"1\"")
                        .execute())
                .isInstanceOf(PreconditionFailedException.class);
        Patient first =
                client.read().resource(Patient.class).withIdAndVersion(id, "1").execute();
        assertThat(first.getNameFirstRep().getFamily()).isEqualTo("Newcomer");
    }

    @Test
    void itIsToldInItsOwnWordsThatNothingMayBeWritten() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        IGenericClient client = client(connected, "proxy:read", "proxy:write");

        assertThatThrownBy(() -> client.create().resource(new Patient()).execute())
                .isInstanceOfSatisfying(ForbiddenOperationException.class, refused -> {
                    OperationOutcome outcome = (OperationOutcome) refused.getOperationOutcome();
                    assertThat(outcome.getIssueFirstRep()
                                    .getDetails()
                                    .getCodingFirstRep()
                                    .getCode())
                            .isEqualTo("connection-read-only");
                });
    }

    @Test
    void aBatchOfItsOwnMakingIsChecked() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        IGenericClient client = client(connected, "proxy:read");
        Bundle batch = new Bundle().setType(Bundle.BundleType.BATCH);
        batch.addEntry().getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl("Patient/1");
        Bundle deletes = batch.copy();
        deletes.addEntry().getRequest().setMethod(Bundle.HTTPVerb.DELETE).setUrl("Patient/1");

        // the simulated EHR takes no batches; that it says so shows that it was asked
        assertThatThrownBy(() -> client.transaction().withBundle(batch).execute())
                .hasMessageContaining("405");
        assertThatThrownBy(() -> client.transaction().withBundle(deletes).execute())
                .isInstanceOf(ForbiddenOperationException.class)
                .hasMessageContaining("proxy:write");
    }
}

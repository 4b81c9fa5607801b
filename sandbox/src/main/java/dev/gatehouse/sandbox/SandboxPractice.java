package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.directory.Practice;
import dev.gatehouse.sandbox.directory.Surface;
import dev.gatehouse.sandbox.fhir.FhirServer;
import java.net.URI;

/**
 * A practice of a running sandbox.
 *
 * @param practice who it is
 * @param patient its base for patients' apps
 * @param provider its base for clinicians' apps and systems
 */
public record SandboxPractice(Practice practice, Base patient, Base provider) {

    static SandboxPractice of(Practice practice, Hosts hosts) {
        return new SandboxPractice(
                practice,
                Base.of(hosts, practice.patientSurface(), practice.index(), practice.guid()),
                Base.of(hosts, Surface.PROVIDER, practice.index(), practice.guid()));
    }

    public String guid() {
        return practice.guid();
    }

    /** Id of its one group of patients, nine of them; for bulk exports. */
    public String group() {
        return FhirServer.group(guid());
    }

    public String name() {
        return practice.name();
    }

    /** FHIR base for patients' apps, without a slash at the end. */
    public URI patientBase() {
        return URI.create(patient.url());
    }

    /** FHIR base for clinicians' apps and systems, without a slash at the end. */
    public URI providerBase() {
        return URI.create(provider.url());
    }
}

package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import java.util.List;
import java.util.Optional;

/**
 * A synthetic person who can sign in at one base. Everybody's password is {@link #PASSWORD} and stands on the page.
 *
 * @param username what is typed
 * @param person who that is in the chart
 * @param patients whose data this person may share
 */
record SandboxUser(String username, Chart.Person person, List<Chart.Person> patients) {

    static final String PASSWORD = "open-sesame";

    /** Clinicians on a provider base; a patient and a parent of three on a patient base. */
    static List<SandboxUser> of(Base base, Chart chart) {
        List<Chart.Person> patients = chart.patients(base.guid());
        if (base.surface().forPatients()) {
            return List.of(
                    new SandboxUser("patient", patients.get(0), patients.subList(0, 1)),
                    new SandboxUser("parent", patients.get(1), patients.subList(1, 4)));
        }
        List<Chart.Person> clinicians = chart.clinicians(base.guid());
        return List.of(
                new SandboxUser("clinician", clinicians.get(0), patients),
                new SandboxUser("administrator", clinicians.get(1), patients));
    }

    static Optional<SandboxUser> signedIn(Base base, Chart chart, String username, String password) {
        return of(base, chart).stream()
                .filter(user -> user.username().equals(username) && Secrets.equal(PASSWORD, password))
                .findFirst();
    }

    Optional<Chart.Person> patient(String id) {
        return patients.stream().filter(person -> person.id().equals(id)).findFirst();
    }
}

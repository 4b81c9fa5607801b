package dev.gatehouse.registration.ehrapp;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.credential.Credential;
import dev.gatehouse.registration.credential.CredentialState;
import dev.gatehouse.registration.signup.Registration;
import dev.gatehouse.registration.signup.Registrations;
import dev.gatehouse.registration.signup.Step;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One app at one EHR: a registration, an application, or one that led to the other.
 *
 * @param id of the application, which a registration reserves before it is there
 * @param known null for an application that was made without a registration
 * @param application null while the registration has not led to it
 * @param credentials its versions that are in use or waiting, newest first
 * @param connections living ones
 */
record EhrApp(
        String id,
        Registrations.@Nullable Known known,
        @Nullable Application application,
        List<Credential> credentials,
        long connections) {

    EhrApp {
        credentials = List.copyOf(credentials);
        if (known == null && application == null) {
            throw new IllegalArgumentException("an EHR app is a registration or an application");
        }
    }

    String ehr() {
        return known == null
                ? Objects.requireNonNull(application).ehr()
                : known.registration().ehr();
    }

    Environment environment() {
        return known == null
                ? Objects.requireNonNull(application).environment()
                : known.registration().environment();
    }

    String name() {
        return known == null
                ? Objects.requireNonNull(application).name()
                : known.registration().name();
    }

    /** As it is registered, or as the draft says. */
    Optional<String> type() {
        if (application != null) {
            return Optional.of(application.type().text());
        }
        return Objects.requireNonNull(known).registration().steps().stream()
                .flatMap(step -> step.form().text("applicationType").stream())
                .findFirst();
    }

    /** The steps one has with the vendor; what each practice does comes after. */
    List<Step> vendorSteps() {
        return known == null
                ? List.of()
                : known.registration().steps().stream()
                        .filter(step -> known.told(step.key()).who() != Playbook.Who.PRACTICE)
                        .toList();
    }

    /** The first of them that is not done; empty once all are. */
    Optional<Step> openStep() {
        return vendorSteps().stream().filter(step -> !step.isDone()).findFirst();
    }

    /** What it signs in with, for all practices. */
    Optional<Credential> credential() {
        return credentials.stream()
                .filter(each -> each.state() == CredentialState.ACTIVE && each.practiceId() == null)
                .findFirst();
    }

    Optional<Registration> registration() {
        return Optional.ofNullable(known).map(Registrations.Known::registration);
    }
}

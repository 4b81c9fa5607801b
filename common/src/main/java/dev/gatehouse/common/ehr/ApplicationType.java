package dev.gatehouse.common.ehr;

import java.util.Arrays;
import java.util.Optional;

/** Who uses an application. The texts are public contract. */
public enum ApplicationType {
    PATIENT("patient", EndpointKind.PATIENT),
    PROVIDER("provider", EndpointKind.PROVIDER_SYSTEM),
    SYSTEM("system", EndpointKind.PROVIDER_SYSTEM);

    private final String text;
    private final EndpointKind endpoints;

    ApplicationType(String text, EndpointKind endpoints) {
        this.text = text;
        this.endpoints = endpoints;
    }

    public String text() {
        return text;
    }

    /** The kind of endpoint such an application connects to. */
    public EndpointKind endpoints() {
        return endpoints;
    }

    public static Optional<ApplicationType> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}

package dev.gatehouse.gateway.admission;

import dev.gatehouse.common.settings.SettingsSource;

/**
 * How much may be under way on this node at once.
 *
 * @param calls through the proxy, over all tenants
 * @param perEhrHost of those at one EHR host; less than all of them, so that one that hangs leaves room for the others
 * @param perTenant of those of one tenant
 * @param perConnection of those through one connection; as many more may wait for a moment
 * @param api calls of the management API, which are counted apart so that they get through when the proxy is full
 */
public record AdmissionSettings(int calls, int perEhrHost, int perTenant, int perConnection, int api) {
    public static final AdmissionSettings DEFAULT = new AdmissionSettings(512, 384, 64, 16, 64);

    private static final int MOST = 100_000;

    public AdmissionSettings {
        if (calls < 1 || perEhrHost < 1 || perTenant < 1 || perConnection < 1 || api < 1) {
            throw new IllegalArgumentException("at least one of each");
        }
    }

    /** A number that can't be is noted in the source. */
    public static AdmissionSettings read(SettingsSource source) {
        return new AdmissionSettings(
                source.number("GATEHOUSE_MAX_CALLS", DEFAULT.calls, 1, MOST),
                source.number("GATEHOUSE_MAX_CALLS_PER_EHR_HOST", DEFAULT.perEhrHost, 1, MOST),
                source.number("GATEHOUSE_MAX_CALLS_PER_TENANT", DEFAULT.perTenant, 1, MOST),
                source.number("GATEHOUSE_MAX_CALLS_PER_CONNECTION", DEFAULT.perConnection, 1, MOST),
                source.number("GATEHOUSE_MAX_API_CALLS", DEFAULT.api, 1, MOST));
    }
}

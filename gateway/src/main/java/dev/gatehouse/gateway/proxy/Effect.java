package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/**
 * What a request does to an EHR's data, as far as its method and target tell. In doubt it writes.
 *
 * <p>GET and HEAD read (FHIR R4, 3.2.0.1.4 allows them only for operations that change nothing). POST reads where FHIR says
 * so: searches, and the operations below, which R4 defines with {@code affectsState} false.
 */
enum Effect {
    READ,
    WRITE,
    /** A batch or transaction: its entries tell. */
    BUNDLE;

    private static final Set<String> READING_OPERATIONS = Set.of(
            "$document",
            "$docref",
            "$everything",
            "$expand",
            "$export",
            "$find-matches",
            "$lastn",
            "$lookup",
            "$match",
            "$meta",
            "$stats",
            "$subsumes",
            "$summary",
            "$translate",
            "$validate",
            "$validate-code");

    static Effect of(HttpMethod method, FhirTarget target) {
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            return READ;
        }
        if (!method.equals(HttpMethod.POST)) {
            return WRITE;
        }
        List<String> segments = target.segments();
        if (segments.isEmpty() || (segments.size() == 1 && segments.get(0).isEmpty())) {
            return BUNDLE;
        }
        String last = target.last();
        return last.equals("_search") || isReadingOperation(target, last) ? READ : WRITE;
    }

    /** A composition's document may be kept by the server if it is asked to. */
    private static boolean isReadingOperation(FhirTarget target, String last) {
        return READING_OPERATIONS.contains(last) && !(last.equals("$document") && target.query() != null);
    }

    /** Fails with 403 {@code permission-missing} unless the caller may do this, or, of a bundle, may do anything at all. */
    void need(Caller caller) {
        switch (this) {
            case READ -> caller.need(Permission.PROXY_READ);
            case WRITE -> caller.need(Permission.PROXY_WRITE);
            case BUNDLE -> {
                if (!caller.may(Permission.PROXY_WRITE)) {
                    caller.need(Permission.PROXY_READ);
                }
            }
        }
    }
}

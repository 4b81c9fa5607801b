package dev.gatehouse.gateway.conformance;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import dev.gatehouse.sandbox.fault.SandboxControl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The steps that the tests of all sections take, and what the EHR saw of them. */
record Wire(GatewayExtension gateway) {
    SandboxControl ehr() {
        return gateway.ehr().control();
    }

    /** The last request of that kind at the EHR. */
    RecordedRequest last(RequestKind kind) {
        List<RecordedRequest> all = ehr().requests(kind);
        if (all.isEmpty()) {
            throw new AssertionError("no request of kind " + kind);
        }
        return all.get(all.size() - 1);
    }

    List<RecordedRequest> at(SandboxPractice practice, RequestKind kind) {
        return ehr().requests(kind).stream()
                .filter(each -> practice.guid().equals(each.practice()))
                .toList();
    }

    static List<String> names(List<Map.Entry<String, String>> pairs) {
        return pairs.stream().map(Map.Entry::getKey).toList();
    }

    /** Goes to the EHR with these scopes, whatever the EHR thinks of them, and gives the request as it arrived. */
    RecordedRequest asking(Partner partner, SandboxPractice practice, List<String> scopes) {
        return departure(partner, partner.invitation(practice).put("scopes", new JsonArray(scopes)));
    }

    /** Goes to the EHR and stays there. */
    @CanIgnoreReturnValue
    RecordedRequest departure(Partner partner, JsonObject invitation) {
        Browser browser = new Browser();
        Browser.Page away = browser.open(partner.invite(invitation).getString("url"));
        Browser.Page there = browser.open(away.next().toString());
        if (there.status() >= 500) {
            throw new AssertionError("the EHR answered " + there.status());
        }
        return last(RequestKind.AUTHORIZE);
    }

    /** Merges into what the practice's server says of itself. */
    void says(SandboxPractice practice, JsonObject patch) {
        ehr().behaviour().patchDiscovery(practice.guid(), patch);
    }

    /** Where a walk ends when the token answer is patched so: the view of the session. */
    JsonObject walk(Partner partner, SandboxPractice practice) {
        return walk(partner, partner.invitation(practice));
    }

    JsonObject walk(Partner partner, JsonObject invitation) {
        Browser browser = new Browser();
        JsonObject session = partner.invite(invitation);
        Browser.Page end = browser.open(partner.wayBack(browser, session));
        if (end.status() >= 500) {
            throw new AssertionError("the callback answered " + end.status());
        }
        return partner.view(session);
    }

    ConnectedPractice connection(Partner partner, SandboxPractice practice, JsonObject view) {
        return new ConnectedPractice(
                partner, practice, view.getJsonObject("result").getString("connectionId"));
    }
}

package dev.gatehouse.registration.reach;

import dev.gatehouse.common.egress.Destination;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.HostRules;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.egress.SmallRequest;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.registration.credential.SigningKeys;
import dev.gatehouse.registration.form.Form;
import dev.gatehouse.registration.signup.Registrations;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the addresses in a step's form the way a vendor or its users would: pages should answer, a key set should hold public
 * keys and nothing private. Redirects are not followed, and only public hosts are asked. Our own redirect and launch addresses
 * are left alone: they answer to browsers in the middle of a sign-in only.
 */
public final class AddressCheck {
    private static final HostRules ANY_PUBLIC = new HostRules(Set.of(), true);
    private static final int MOST_KEY_BYTES = 256 * 1024;
    private static final int MOST_PAGE_BYTES = 16 * 1024;

    private final Registrations registrations;
    private final SigningKeys keys;
    private final Egress egress;

    public AddressCheck(Registrations registrations, SigningKeys keys, Egress egress) {
        this.registrations = registrations;
        this.keys = keys;
        this.egress = egress;
    }

    /**
     * Fails with 404 only: what an address does is a finding. A private key that was seen is noted with the step, which can't be
     * completed then.
     */
    Future<List<Checked>> check(Author by, String registrationId, String stepKey) {
        return registrations.of(by.tenant(), registrationId).compose(known -> {
            Playbook.Step told = known.told(stepKey);
            Form form = known.registration().step(stepKey).form();
            List<Future<Checked>> all = new ArrayList<>();
            for (Playbook.Field field : told.fields()) {
                Optional<String> url = field.type() == Playbook.Type.URL ? form.text(field.key()) : Optional.empty();
                url.ifPresent(address -> all.add(look(known, field, address)));
            }
            return Future.all(all)
                    .map(done -> all.stream().map(Future::result).toList())
                    .compose(found -> note(by, registrationId, stepKey, found).map(found));
        });
    }

    private Future<Void> note(Author by, String id, String stepKey, List<Checked> found) {
        String leaking = found.stream()
                .filter(Checked::privateKey)
                .map(Checked::url)
                .findFirst()
                .orElse(null);
        return registrations.leaking(by, id, stepKey, leaking);
    }

    private Future<Checked> look(Registrations.Known known, Playbook.Field field, String url) {
        boolean keySet = field.offer() == Playbook.Offer.JWKS_URL;
        if (keySet && url.equals(known.own().jwksUrl())) {
            return own(known.registration().applicationId(), field.key(), url);
        }
        return send(url, keySet)
                .map(answer -> keySet ? keys(field.key(), url, answer) : page(field.key(), url, answer))
                .otherwise(failure -> Checked.page(field.key(), url, false, silence(failure)));
    }

    private Future<SmallAnswer> send(String url, boolean keySet) {
        try {
            Destination to = egress.destination(new URI(url), ANY_PUBLIC);
            Map<String, String> headers = Map.of("Accept", keySet ? "application/json" : "text/html, */*");
            SmallRequest request =
                    SmallRequest.get(to, to.target(), headers, keySet ? MOST_KEY_BYTES : MOST_PAGE_BYTES);
            return egress.send(keySet ? request : request.forStatusOnly());
        } catch (URISyntaxException | Failure.Invalid refused) {
            return Future.failedFuture(refused);
        }
    }

    private static String silence(Throwable failure) {
        return failure instanceof Failure.Invalid || failure instanceof URISyntaxException
                ? "This is no address that can be reached from the internet."
                : "It does not answer. Look for a slip in the address, or for trouble at its server.";
    }

    private Future<Checked> own(String applicationId, String field, String url) {
        return keys.published(applicationId).map(found -> {
            JsonArray set = new JsonArray();
            found.orElse(List.of()).forEach(each -> set.add(new JsonObject(each)));
            List<Checked.Key> all = KeySet.of(new JsonObject().put("keys", set).toBuffer())
                    .map(KeySet::keys)
                    .orElse(List.of());
            return new Checked(
                    field,
                    url,
                    true,
                    all.isEmpty()
                            ? "Published by this gateway. A key is made when an application that signs is registered."
                            : "Published by this gateway.",
                    all,
                    false);
        });
    }

    private static Checked keys(String field, String url, SmallAnswer answer) {
        Buffer body = answer.body();
        Optional<KeySet> set = answer.isSuccess() ? KeySet.of(body) : Optional.empty();
        if (set.isEmpty()) {
            return Checked.page(
                    field,
                    url,
                    false,
                    answer.isSuccess()
                            ? "It answers, but not with a set of keys."
                            : "It answers with status " + answer.status() + " instead of a set of keys.");
        }
        KeySet found = set.get();
        String detail = found.privateKey()
                ? "A PRIVATE key can be read here. Take it down at once and make a new key."
                : found.keys().isEmpty() ? "The set of keys is empty." : "Public keys only.";
        boolean ok = !found.privateKey() && !found.keys().isEmpty();
        return new Checked(field, url, ok, detail, found.keys(), found.privateKey());
    }

    private static Checked page(String field, String url, SmallAnswer answer) {
        int status = answer.status();
        if (status < 400) {
            return Checked.page(field, url, true, status < 300 ? "It answers." : "It answers and leads on.");
        }
        String detail = switch (status) {
            case 401, 403 -> "It asks for a sign-in, so EHR users can't read it.";
            case 404, 410 -> "There is no page at this address.";
            default -> "It answers with status " + status + ".";
        };
        return Checked.page(field, url, false, detail);
    }
}

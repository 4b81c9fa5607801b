package dev.gatehouse.sandbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.sandbox.authorization.Client;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;

/** What tests of the portal share: forms, and calls of its JSON routes. */
abstract class PortalTest extends SandboxTest {

    static JsonObject registrationForm() {
        return new JsonObject()
                .put("companyName", "Example Health")
                .put("companyWebsite", "https://health.example.com")
                .put("address", "1 Main Street\nSpringfield")
                .put("phone", "+1 (555) 555-0123")
                .put("developerName", "Ada Oakfield")
                .put("developerEmail", "ada@example.com")
                .put("termsAccepted", true);
    }

    static JsonObject applicationForm() {
        return new JsonObject()
                .put("applicationName", "Example App")
                .put("applicationType", "provider")
                .put("description", "Shows charts")
                .put("homepageUrl", "https://health.example.com/app")
                .put("redirectUrls", new JsonArray().add(App.REDIRECT))
                .put("scopes", new JsonArray(List.of(App.SCOPES.split(" ", -1))));
    }

    @CanIgnoreReturnValue
    HttpResponse<Buffer> call(HttpMethod method, String path, JsonObject body) throws Exception {
        return App.await(
                app.request(method, ehr.origin() + "/portal/api/" + path).sendJsonObject(body));
    }

    @CanIgnoreReturnValue
    HttpResponse<Buffer> post(String path, JsonObject body) throws Exception {
        return call(HttpMethod.POST, path, body);
    }

    HttpResponse<Buffer> fetch(String path) throws Exception {
        return app.get(ehr.origin() + "/portal/api/" + path);
    }

    /** Registers and gives the path of the registration. */
    String registered() throws Exception {
        return "registrations/"
                + post("registrations", registrationForm()).bodyAsJsonObject().getString("id");
    }

    String approved() throws Exception {
        String path = registered();
        post(path + "/approve", new JsonObject());
        return path;
    }

    /** Registers, is approved, submits the form, and gives the application's path. */
    String submitted(JsonObject form) throws Exception {
        return "applications/"
                + post(approved() + "/applications", form).bodyAsJsonObject().getString("clientId");
    }

    /** The app with its newest secret. */
    App partner(String application) throws Exception {
        JsonObject issued = fetch(application + "/credentials").bodyAsJsonObject();
        return new App(
                vertx,
                new Client(
                        issued.getString("clientId"),
                        issued.getString("clientSecret"),
                        "Example App",
                        Client.Type.PROVIDER,
                        List.of(App.REDIRECT),
                        List.of(),
                        app.client.scopes(),
                        null,
                        app.client.methods()));
    }

    static String error(HttpResponse<Buffer> answer) {
        return answer.statusCode() + " " + answer.bodyAsJsonObject().getString("error");
    }
}

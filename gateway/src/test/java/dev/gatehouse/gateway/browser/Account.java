package dev.gatehouse.gateway.browser;

import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.Person;
import io.vertx.core.json.JsonObject;

/** Who signs in at the console. */
record Account(String email, String password) {
    /** Dana Ortiz, whom every gateway has first. */
    static final Account DANA = new Account("dana.ortiz@northwind.example", "correct horse battery staple");

    /** Makes Dana the first owner, by the token that the gateway's log has shown. */
    static void danaTakesOver(String gateway, SecretText token) {
        new Person(gateway)
                .post(
                        "/api/v1/session/first-owner",
                        new JsonObject()
                                .put("token", token.reveal())
                                .put("email", DANA.email())
                                .put("displayName", "Dana Ortiz")
                                .put("password", DANA.password()))
                .need(201);
    }
}

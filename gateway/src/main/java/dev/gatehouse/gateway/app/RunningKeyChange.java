package dev.gatehouse.gateway.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;

/** The commands about the installation's own keys, put to a running gateway. */
final class RunningKeyChange {
    private static final String ROTATIONS = "/api/v1/key-rotations";

    private final String gateway;
    private final ApiClient api;
    private final PrintStream out;

    RunningKeyChange(String gateway, String apiKey, PrintStream out) {
        this.gateway = gateway;
        this.api = new ApiClient(gateway, apiKey);
        this.out = out;
    }

    int run(String word, String id, int keepOldDays) throws IOException, InterruptedException {
        try {
            switch (word) {
                case "status" -> {
                    out.println(api.get("/api/v1/keysets").encodePrettily());
                    JsonArray rotations = api.get(ROTATIONS).getJsonArray("items");
                    rotations.forEach(each -> out.println(((JsonObject) each).encode()));
                }
                case "rotate-master" -> master(begin("master", keepOldDays));
                case "finish", "give-up" ->
                    out.println(api.post(ROTATIONS + "/" + id + "/" + word, new JsonObject(), 200)
                            .encode());
                default -> begun(begin(word.substring(KeyChangeCommand.ROTATE.length()), keepOldDays));
            }
            return 0;
        } catch (CallFailed failed) {
            out.println(failed.getMessage());
            return 1;
        } catch (java.net.ConnectException unreachable) {
            out.println("No gateway answers at " + gateway
                    + ". Without GATEHOUSE_API_KEY this works on the database itself.");
            return 1;
        }
    }

    private JsonObject begin(String keyset, int keepOldDays) throws IOException, InterruptedException {
        return api.post(ROTATIONS, new JsonObject().put("keyset", keyset).put("keepOldDays", keepOldDays), 201);
    }

    private void begun(JsonObject rotation) {
        out.println(rotation.encode());
        out.println("The gateway does the work; keys status tells how far it is.");
    }

    private void master(JsonObject rotation) {
        out.println(rotation.encode());
        out.println(KeyChangeCommand.masterBegun(rotation.getString("newKeyFile"), rotation.getString("id")));
    }
}

package dev.gatehouse.gateway.app;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code import-directory EHR FILE}: sends a practice directory to a running gateway and prints what came of it. */
final class ImportDirectoryCommand {
    private final Map<String, String> environment;
    private final PrintStream out;

    ImportDirectoryCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    int run(List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new Arguments(arguments, Set.of(), Set.of()).words("EHR", "FILE");
        String key = environment.get("GATEHOUSE_API_KEY");
        if (key == null || key.isBlank()) {
            throw new UsageMistake("Set GATEHOUSE_API_KEY to a key with the permission \"directory\".");
        }
        Path file = Path.of(words.get(1));
        if (!Files.isReadable(file)) {
            throw new UsageMistake("There is no file " + file + ".");
        }
        String gateway = environment.getOrDefault("GATEHOUSE_URL", "http://127.0.0.1:8080");
        try {
            JsonObject report =
                    new ApiClient(gateway, key).upload("/api/v1/directories/" + words.get(0) + "/imports", file);
            out.println(report.encodePrettily());
            return 0;
        } catch (CallFailed failed) {
            out.println(failed.getMessage());
            return 1;
        } catch (java.net.ConnectException unreachable) {
            out.println("No gateway answers at " + gateway + ". Start one with ./gatehouse serve.");
            return 1;
        }
    }
}

package dev.gatehouse.gateway.app;

import dev.gatehouse.common.settings.SettingsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** {@code serve [--config FILE]}: the gateway, until the process is told to stop. */
final class ServeCommand {
    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    int run(List<String> arguments) throws InterruptedException {
        Path config = config(arguments);
        SettingsSource source = new SettingsSource(environment, config);
        StopTimes times = StopTimes.read(source);
        GatewaySettings settings = GatewaySettings.read(source);
        RunningGateway process = RunningGateway.start(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        // At once: from now on a stop has something to end in order.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            process.leave(times);
                            process.close();
                            stopped.countDown();
                        },
                        "gatehouse-stop"));
        new FirstOwnerNote(settings.dataDirectory()).write(process.gateway()).ifPresent(System.err::println);
        stopped.await();
        return 0;
    }

    private static @Nullable Path config(List<String> arguments) {
        if (arguments.isEmpty()) {
            return null;
        }
        if (arguments.size() == 2 && arguments.get(0).equals("--config")) {
            return Path.of(arguments.get(1));
        }
        throw new UsageMistake("serve takes --config FILE and nothing else.");
    }
}

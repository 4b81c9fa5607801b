package dev.gatehouse.gateway.app;

import dev.gatehouse.sandbox.GenerateDirectoryCommand;
import dev.gatehouse.sandbox.SandboxCommand;
import java.io.IOException;
import java.util.List;

/** The sandbox's own commands, under our command line. */
final class SandboxCommands {
    private SandboxCommands() {}

    static int sandbox(List<String> arguments) throws InterruptedException {
        return SandboxCommand.run(arguments.toArray(String[]::new));
    }

    static int generateDirectory(List<String> arguments) throws IOException {
        return GenerateDirectoryCommand.run(arguments.toArray(String[]::new));
    }
}

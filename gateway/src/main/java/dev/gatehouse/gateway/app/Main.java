package dev.gatehouse.gateway.app;

import ch.qos.logback.classic.Level;
import dev.gatehouse.common.failure.StartRefused;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command line: {@code ./gatehouse <command>}. */
public final class Main {
    /** A start that could not be honest: configuration error, as {@code sysexits.h} numbers it. */
    static final int REFUSED = 78;

    private static final int USAGE = 64;

    private static final String HELP = """
            Gatehouse: a gateway between a partner's software and the EHRs of many medical practices

              ./gatehouse demo            gateway and simulated EHR, with what to open and a ready curl
              ./gatehouse demo --once     the whole job without a browser, step by step; exit 0 if all is well
              ./gatehouse serve           the gateway; settings from GATEHOUSE_… variables or --config FILE
              ./gatehouse sandbox         the simulated EHR alone; --help tells its options
              ./gatehouse import-directory EHR FILE
                                          sends a practice directory to a running gateway, which is at
                                          GATEHOUSE_URL (http://127.0.0.1:8080), with GATEHOUSE_API_KEY
              ./gatehouse keys create [--tenant ID | --platform] [--permissions a,b] NAME
              ./gatehouse keys list [--tenant ID | --platform]
              ./gatehouse keys revoke [--tenant ID | --platform] ID
                                          API keys of a gateway that is not running, for the first one
              ./gatehouse keys status
              ./gatehouse keys rotate-sealing [--keep-old-days N]
              ./gatehouse keys rotate-fingerprints | rotate-audit
              ./gatehouse keys rotate-master [--new-file FILE]
              ./gatehouse keys finish ID | give-up ID
                                          the keys under which everything is sealed: of a running gateway with
                                          GATEHOUSE_API_KEY, of one that is stopped without
              ./gatehouse audit verify [--from N] [--to N] [--anchor FILE|seq:mac]
                                          whether the audit is whole; exit 0, or 1 with the first bad entry
              ./gatehouse audit export [--tenant ID] [--format ndjson|fhir] [--since TIME] [--until TIME]
                                          writes a tenant's audit to standard output, one entry a line
              ./gatehouse backup [--to FILE|DIR]
                                          everything that belongs together in one sealed file: of a running gateway with
                                          GATEHOUSE_API_KEY, of one that is stopped without
              ./gatehouse restore FILE [--into DIR]
                                          a backup into an empty data directory; needs the master key
              ./gatehouse recover [--accept-older | --from-backup FILE]
                                          what is in a data directory that a start refuses, and what helps
              ./gatehouse generate-directory
                                          writes a synthetic practice directory; --help tells its options
              ./gatehouse help            this text
            """;

    private Main() {}

    public static void main(String[] args) throws Exception {
        System.exit(run(args));
    }

    static int run(String[] args) throws Exception {
        String command = args.length == 0 ? "help" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        try {
            return switch (command) {
                case "serve" -> new ServeCommand(System.getenv()).run(rest);
                case "demo" -> new DemoCommand(System.out).run(rest);
                case "sandbox" -> SandboxCommands.sandbox(rest);
                case "generate-directory" -> SandboxCommands.generateDirectory(rest);
                case "import-directory" -> new ImportDirectoryCommand(System.getenv(), System.out).run(rest);
                case "audit" -> new AuditCommand(System.getenv(), System.out).run(rest);
                case "backup" -> new BackupCommand(System.getenv(), System.out).run(rest);
                case "restore" -> new RestoreCommand(System.getenv(), System.out).run(rest);
                case "recover" -> new RecoverCommand(System.getenv(), System.out, Clock.systemUTC()).run(rest);
                case "keys" -> new KeysCommand(System.getenv(), System.out).run(rest);
                case "help", "--help", "-h" -> {
                    System.out.print(HELP);
                    yield 0;
                }
                default -> usage("There is no command \"" + command + "\".");
            };
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            return REFUSED;
        } catch (UsageMistake mistake) {
            return usage(mistake.getMessage());
        }
    }

    private static int usage(String sentence) {
        System.err.println(sentence);
        System.err.println("See ./gatehouse help.");
        return USAGE;
    }

    /** For commands that talk to a person: only what goes wrong is logged. */
    static void logOnlyTrouble() {
        for (String name : List.of(Logger.ROOT_LOGGER_NAME, "dev.gatehouse")) {
            if (LoggerFactory.getLogger(name) instanceof ch.qos.logback.classic.Logger logback) {
                logback.setLevel(Level.ERROR);
            }
        }
    }
}

package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AnchorFile;
import dev.gatehouse.common.audit.AuditAnchor;
import dev.gatehouse.common.audit.AuditCheck;
import dev.gatehouse.common.audit.AuditEvents;
import dev.gatehouse.common.audit.AuditFilter;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.audit.AuditForm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code audit verify|export}: works on the database itself, while no gateway runs on it (H2) or beside one (PostgreSQL).
 * {@code verify} ends with 0 if the chain is whole, and with 1 if it is not or that can't be told.
 */
final class AuditCommand {
    private final Map<String, String> environment;
    private final PrintStream out;

    AuditCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    int run(List<String> arguments) throws InterruptedException, IOException {
        if (arguments.isEmpty()) {
            throw new UsageMistake("audit takes verify or export.");
        }
        Main.logOnlyTrouble();
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.get(0)) {
            case "verify" -> verify(new Arguments(rest, Set.of("--from", "--to", "--anchor"), Set.of()));
            case "export" ->
                export(new Arguments(rest, Set.of("--tenant", "--format", "--since", "--until"), Set.of()));
            default -> throw new UsageMistake("audit takes verify or export.");
        };
    }

    private int verify(Arguments given) throws InterruptedException, IOException {
        if (!given.words().isEmpty()) {
            throw new UsageMistake("audit " + given.words().get(0) + " is not known.");
        }
        long from = number(given, "--from", 1);
        long to = number(given, "--to", Long.MAX_VALUE);
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(environment, null));
        List<AuditAnchor> anchors;
        try {
            anchors = anchors(given, settings);
        } catch (IOException e) {
            out.println("The anchors can't be read: " + e.getMessage() + ".");
            return 1;
        }
        return with(settings, storage -> {
            AuditCheck.Result result =
                    new AuditCheck(storage.settings(), storage.keys().audit()).run(from, to, anchors);
            return tell(result, anchors);
        });
    }

    private int tell(AuditCheck.Result result, List<AuditAnchor> anchors) {
        if (result.problem().isPresent()) {
            AuditCheck.Finding finding = result.problem().get();
            out.println("entry " + finding.seq() + ": " + finding.text());
            return 1;
        }
        out.println("ok: " + result.entries() + " entries"
                + result.end().map(end -> ", the last is " + end).orElse(""));
        if (anchors.isEmpty()) {
            out.println("There is no anchor to compare with: that the newest entries are gone would not show.");
        } else {
            AuditAnchor newest = anchors.get(anchors.size() - 1);
            out.println("compared with " + anchors.size() + " anchors, the newest of entry " + newest.seq()
                    + (newest.at() == null ? "" : ", noted at " + newest.at()));
        }
        return 0;
    }

    private static List<AuditAnchor> anchors(Arguments given, GatewaySettings settings) throws IOException {
        Optional<String> named = given.option("--anchor");
        if (named.isEmpty()) {
            return new AnchorFile(settings.dataDirectory().resolve(AnchorFile.NAME)).read();
        }
        Optional<AuditAnchor> one = AuditAnchor.ofText(named.get());
        if (one.isPresent()) {
            return List.of(one.get());
        }
        Path file = Path.of(named.get());
        if (!Files.isReadable(file)) {
            throw new UsageMistake("--anchor takes a file, or the number and MAC of an entry as seq:mac.");
        }
        return new AnchorFile(file).read();
    }

    private int export(Arguments given) throws InterruptedException {
        if (!given.words().isEmpty()) {
            throw new UsageMistake("audit " + given.words().get(0) + " is not known.");
        }
        String tenant = given.option("--tenant").orElse(TenantId.DEFAULT.value());
        if (!TenantId.isValid(tenant)) {
            throw new UsageMistake("A tenant id has 1 to 64 lower-case letters, digits and hyphens.");
        }
        AuditForm form = AuditForm.of(given.option("--format").orElse("ndjson"))
                .orElseThrow(() -> new UsageMistake("--format takes ndjson, fhir or csv."));
        AuditFilter filter = new AuditFilter(time(given, "--since"), time(given, "--until"), null, null, null);
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(environment, null));
        return with(settings, storage -> {
            AuditTrail audit = new AuditTrail(storage.keys().audit(), Clock.systemUTC());
            out.print(form.head());
            RunningGateway.await(new AuditEvents(storage.database(), audit)
                    .export(CommandLine.author(new TenantId(tenant)), filter, form.text(), page -> {
                        out.writeBytes(form.lines(page).getBytes());
                        return Future.succeededFuture();
                    }));
            out.flush();
            return out.checkError() ? 1 : 0;
        });
    }

    private interface Work {
        int run(Storage storage) throws ExecutionException, InterruptedException;
    }

    private static int with(GatewaySettings settings, Work work) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (Storage storage = Storage.open(vertx, settings, Clock.systemUTC())) {
            return work.run(storage);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    private static long number(Arguments given, String option, long usual) {
        try {
            long number = given.option(option).map(Long::parseLong).orElse(usual);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new UsageMistake(option + " takes the number of an entry, from 1.");
    }

    private static @Nullable Instant time(Arguments given, String option) {
        try {
            return given.option(option).map(Instant::parse).orElse(null);
        } catch (DateTimeParseException e) {
            throw new UsageMistake(option + " takes a time like 2026-11-23T12:00:00Z.");
        }
    }
}

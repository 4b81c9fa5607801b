package dev.gatehouse.gateway.app;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.access.ApiKey;
import dev.gatehouse.gateway.access.ApiKeys;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code keys create|list|revoke}: works on the database itself, while no gateway runs on it (H2) or beside one
 * (PostgreSQL). The way to the first key of an installation. What else follows {@code keys} is about the installation's own
 * keys: see {@link KeyChangeCommand}.
 */
final class KeysCommand {
    private static final int MOST_LISTED = 1000;
    private static final String TAKES =
            "keys takes create, list or revoke; or status, rotate-sealing, rotate-fingerprints, rotate-audit, rotate-master, finish or"
                    + " give-up.";

    private final Map<String, String> environment;
    private final PrintStream out;

    KeysCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    int run(List<String> arguments) throws InterruptedException, IOException {
        if (arguments.isEmpty()) {
            throw new UsageMistake(TAKES);
        }
        if (KeyChangeCommand.WORDS.contains(arguments.get(0))) {
            Main.logOnlyTrouble();
            return new KeyChangeCommand(environment, out).run(arguments.get(0), arguments.subList(1, arguments.size()));
        }
        Arguments given = new Arguments(
                arguments.subList(1, arguments.size()), Set.of("--tenant", "--permissions"), Set.of("--platform"));
        Main.logOnlyTrouble();
        return switch (arguments.get(0)) {
            case "create" -> create(given.words("NAME").get(0), tenant(given), permissions(given));
            case "list" -> list(tenant(given));
            case "revoke" -> revoke(given.words("ID").get(0), tenant(given));
            default -> throw new UsageMistake(TAKES);
        };
    }

    private int create(String name, @Nullable TenantId tenant, Set<Permission> permissions)
            throws InterruptedException {
        return with(access -> {
            ApiKeys.Made made = RunningGateway.await(access.tenants()
                    .ensureDefault()
                    .compose(ready -> tenant == null
                            ? access.keys().create(CommandLine.author(TenantId.DEFAULT), true, name, permissions, null)
                            : access.tenants()
                                    .of(tenant)
                                    .compose(found -> access.keys()
                                            .create(CommandLine.author(tenant), false, name, permissions, null))));
            out.println(made.text().reveal());
            out.println("This is shown once. Id for later: " + made.key().id());
        });
    }

    private int list(@Nullable TenantId tenant) throws InterruptedException {
        return with(access -> {
            for (ApiKey key : RunningGateway.await(access.keys().list(tenant, "", MOST_LISTED))) {
                out.printf(
                        "%s  %s  %s%s%n",
                        key.id(),
                        key.hint(),
                        key.name(),
                        key.revokedAt() == null ? "" : "  revoked " + key.revokedAt());
            }
        });
    }

    private int revoke(String id, @Nullable TenantId tenant) throws InterruptedException {
        return with(access -> {
            RunningGateway.await(access.keys()
                    .revoke(CommandLine.author(tenant == null ? TenantId.DEFAULT : tenant), tenant == null, id));
            out.println("revoked " + id);
        });
    }

    private interface Work {
        void run(AccessOnly access) throws ExecutionException, InterruptedException;
    }

    private int with(Work work) throws InterruptedException {
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(environment, null));
        Vertx vertx = Vertx.vertx();
        try (AccessOnly access = AccessOnly.open(vertx, settings, Clock.systemUTC())) {
            work.run(access);
            return 0;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                out.println(failure.detail());
                return 1;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    private static @Nullable TenantId tenant(Arguments given) {
        if (given.has("--platform")) {
            return null;
        }
        String id = given.option("--tenant").orElse(TenantId.DEFAULT.value());
        if (!TenantId.isValid(id)) {
            throw new UsageMistake("A tenant id has 1 to 64 lower-case letters, digits and hyphens.");
        }
        return new TenantId(id);
    }

    private static Set<Permission> permissions(Arguments given) {
        if (given.option("--permissions").isEmpty()) {
            return EnumSet.allOf(Permission.class);
        }
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String text : given.option("--permissions").get().split(",", -1)) {
            permissions.add(Permission.of(text.trim())
                    .orElseThrow(() -> new UsageMistake("There is no permission \"" + text + "\". There are: "
                            + String.join(
                                    ", ",
                                    Arrays.stream(Permission.values())
                                            .map(Permission::text)
                                            .toList()))));
        }
        return permissions;
    }
}

package dev.gatehouse.sandbox.junit;

import dev.gatehouse.sandbox.SandboxEhr;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.SandboxSettings;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.fault.SandboxControl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A simulated EHR for the tests of one class: starts before the first on free ports, is put back to its first state before
 * each, and stops after the last. Registered clients stay. Declare it as a static field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SandboxExtension ehr = new SandboxExtension(SandboxSettings.defaults().withAutoApprove());
 * }</pre>
 */
public final class SandboxExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private static final int PATIENCE_SECONDS = 30;

    private final SandboxSettings settings;
    private @Nullable Vertx vertx;
    private @Nullable SandboxEhr sandbox;

    /** 100 practices, everything else by default. */
    public SandboxExtension() {
        this(SandboxSettings.defaults().withPractices(100).withLogSize(5_000));
    }

    public SandboxExtension(SandboxSettings settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Vertx own = Vertx.vertx();
        vertx = own;
        sandbox = await(SandboxEhr.start(own, settings));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        control().reset();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (vertx != null) {
            await(vertx.close());
        }
    }

    /** JUnit calls on a thread of its own, which may wait. */
    private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The running sandbox. */
    public SandboxEhr ehr() {
        if (sandbox == null) {
            throw new IllegalStateException("The sandbox has not been started; is the field static?");
        }
        return sandbox;
    }

    public String origin() {
        return ehr().origin();
    }

    public String authorizationOrigin() {
        return ehr().authorizationOrigin();
    }

    public SandboxPractice practice(int index) {
        return ehr().practice(index);
    }

    /** A new confidential provider app with that redirect URI and every scope. */
    public Client client(String redirectUri) {
        return ehr().registerClient(Client.Type.PROVIDER, List.of(redirectUri));
    }

    public SandboxControl control() {
        return ehr().control();
    }
}

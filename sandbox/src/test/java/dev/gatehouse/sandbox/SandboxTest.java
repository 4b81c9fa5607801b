package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Violation;
import dev.gatehouse.sandbox.junit.SandboxExtension;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sandbox that approves by itself, a clock that can be moved, and an app at practice 1. */
abstract class SandboxTest {

    static final TestClock CLOCK = new TestClock();

    @RegisterExtension
    static final SandboxExtension ehr = new SandboxExtension(SandboxSettings.defaults()
            .withPractices(50)
            .withLogSize(1_000)
            .withAutoApprove()
            .withClock(CLOCK));

    Vertx vertx;
    App app;
    Base base;

    @BeforeEach
    void anApp() {
        vertx = Vertx.vertx();
        app = new App(vertx, ehr.client(App.REDIRECT));
        base = ehr.practice(1).provider();
    }

    @AfterEach
    void stop() throws Exception {
        App.await(vertx.close());
    }

    static List<String> violations() {
        return ehr.control().violations().stream()
                .map(Violation::name)
                .distinct()
                .toList();
    }
}

package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.web.RequestId;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/**
 * {@code /launch/{applicationId}}, which EHRs open with {@code iss} and {@code launch} when one of their users starts an
 * application, most often in a frame. It asks for no key: what it gives away is a redirect to an EHR the directory lists.
 */
public final class LaunchRoutes {
    private static final long MOST_BODY = 16 * 1024;

    private final AuthorizationFlow flow;
    private final ConnectPage page = new ConnectPage();
    private final FlowCookie cookie;

    public LaunchRoutes(AuthorizationFlow flow, String publicUrl) {
        this.flow = flow;
        this.cookie = new FlowCookie(publicUrl);
    }

    public void mount(Router router) {
        router.get("/launch/:id").handler(this::launch);
        router.post("/launch/:id")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY))
                .handler(this::launch);
    }

    private void launch(RoutingContext ctx) {
        Optional<EhrLaunch> launch = EhrLaunch.read(ctx.request());
        if (launch.isEmpty()) {
            page.showFramedFailure(ctx, 400, "launch-incomplete", RequestId.of(ctx));
            return;
        }
        flow.launch(ctx.pathParam("id"), launch.get())
                .onSuccess(departure -> {
                    ctx.response()
                            .headers()
                            .add(
                                    "Set-Cookie",
                                    cookie.give(
                                            departure.pendingId(), departure.browser(), AuthorizationFlow.LIFE, true));
                    ConnectPageRoutes.go(ctx, departure, ConnectPage.ANYBODY);
                })
                .onFailure(failure -> refuse(ctx, failure));
    }

    private void refuse(RoutingContext ctx, Throwable failure) {
        if (!(failure instanceof Failure)) {
            ctx.fail(failure);
            return;
        }
        Problem problem = Problem.of(failure);
        page.showFramedFailure(ctx, problem.status(), problem.code(), RequestId.of(ctx));
    }
}

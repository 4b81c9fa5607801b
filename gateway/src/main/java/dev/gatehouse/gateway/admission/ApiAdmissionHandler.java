package dev.gatehouse.gateway.admission;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Bounds the calls of the management API by themselves, so that they get through while the proxy is full. */
public final class ApiAdmissionHandler implements Handler<RoutingContext> {
    private final Admission admission;

    public ApiAdmissionHandler(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (ctx.response().closed() || ctx.response().ended()) {
            // Whoever asked is gone, and an end handler that is added now would never run.
            return;
        }
        admission
                .enterApi()
                .onSuccess(entered -> {
                    ctx.addEndHandler(ended -> admission.leaveApi());
                    ctx.next();
                })
                .onFailure(ctx::fail);
    }
}

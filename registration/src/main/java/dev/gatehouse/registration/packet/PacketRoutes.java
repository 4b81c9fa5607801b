package dev.gatehouse.registration.packet;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.registration.practice.PracticeGate;
import dev.gatehouse.registration.practice.PracticeGates;
import dev.gatehouse.registration.signup.Registrations;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * {@code /api/v1/registrations/{id}/listing-preview}, {@code /packet} and {@code /practice-instructions}; permission {@code
 * registrations}. The last two answer what {@code Accept} asks for.
 */
public final class PacketRoutes {
    private static final String MARKDOWN = "text/markdown";
    private static final String HTML = "text/html";
    private static final String JSON = "application/json";

    private final Registrations registrations;
    private final PracticeGates practices;

    public PacketRoutes(Registrations registrations, PracticeGates practices) {
        this.registrations = registrations;
        this.practices = practices;
    }

    public void mount(Router api) {
        api.get("/registrations/:id/listing-preview").handler(this::preview);
        api.get("/registrations/:id/packet").handler(this::packet);
        api.get("/registrations/:id/practice-instructions").handler(this::instructions);
    }

    private static TenantId tenant(RoutingContext ctx) {
        return Callers.with(ctx, Permission.REGISTRATIONS).tenant();
    }

    private void preview(RoutingContext ctx) {
        registrations
                .of(tenant(ctx), ctx.pathParam("id"))
                .onSuccess(known -> Json.ok(ctx, ListingPreview.of(known)))
                .onFailure(ctx::fail);
    }

    private void packet(RoutingContext ctx) {
        String form = form(ctx, List.of(JSON, MARKDOWN, HTML));
        registrations
                .of(tenant(ctx), ctx.pathParam("id"))
                .onSuccess(known -> {
                    if (form.equals(JSON)) {
                        Json.ok(ctx, Packet.json(known));
                    } else {
                        send(ctx, form, Packet.document(known));
                    }
                })
                .onFailure(ctx::fail);
    }

    private void instructions(RoutingContext ctx) {
        String form = form(ctx, List.of(MARKDOWN, HTML));
        TenantId tenant = tenant(ctx);
        String id = ctx.pathParam("id");
        Optional<String> practice =
                Optional.ofNullable(ctx.request().getParam("practiceId")).filter(text -> !text.isBlank());
        Future<Optional<String>> name = practice.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : practices
                        .of(tenant, id, practice.get())
                        .map(PracticeGate::practiceName)
                        .map(Optional::of);
        name.compose(found ->
                        registrations.of(tenant, id).map(known -> PracticeInstructions.of(known, found.orElse(null))))
                .onSuccess(document -> send(ctx, form, document))
                .onFailure(ctx::fail);
    }

    /** What the caller likes best of what there is; the first if they like none. */
    private static String form(RoutingContext ctx, List<String> forms) {
        for (MIMEHeader wanted : ctx.parsedHeaders().accept()) {
            for (String form : forms) {
                String[] parts = form.split("/", 2);
                if (fits(wanted.component(), parts[0]) && fits(wanted.subComponent(), parts[1])) {
                    return form;
                }
            }
        }
        return forms.get(0);
    }

    private static boolean fits(String wanted, String part) {
        return wanted.equals("*") || wanted.equalsIgnoreCase(part);
    }

    private static void send(RoutingContext ctx, String form, Document document) {
        boolean html = form.equals(HTML);
        if (html) {
            ctx.response()
                    .putHeader("Content-Security-Policy", HtmlPage.POLICY)
                    .putHeader("Referrer-Policy", "no-referrer");
        }
        ctx.response().putHeader("Vary", "Accept");
        Json.send(
                ctx,
                200,
                form + "; charset=utf-8",
                Buffer.buffer(html ? HtmlPage.of(document) : Markdown.of(document)));
    }
}

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
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
        String accept = Objects.requireNonNullElse(ctx.request().getHeader("Accept"), "*/*");
        return Arrays.stream(accept.split(",", -1))
                .map(range -> range.split(";", -1))
                .sorted(Comparator.comparingDouble(PacketRoutes::weight).reversed())
                .map(range -> range[0].strip().toLowerCase(Locale.ROOT))
                .flatMap(range -> forms.stream().filter(form -> fits(range, form)))
                .findFirst()
                .orElse(forms.get(0));
    }

    /** The range's {@code q}; 1 if it has none that can be read. */
    private static double weight(String[] range) {
        for (String parameter : range) {
            if (parameter.strip().startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.strip().substring(2));
                } catch (NumberFormatException e) {
                    return 1;
                }
            }
        }
        return 1;
    }

    private static boolean fits(String range, String form) {
        return range.equals("*/*") || range.equals(form) || range.equals(form.substring(0, form.indexOf('/')) + "/*");
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

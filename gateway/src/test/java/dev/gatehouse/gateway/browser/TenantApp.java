package dev.gatehouse.gateway.browser;

import static dev.gatehouse.common.testing.Answers.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/**
 * The tenant's own web pages, on another site than the gateway ({@code localhost} is not {@code 127.0.0.1} to a browser):
 * {@code /done} is where people come back to, {@code /embed?page=…} shows the connect page in a frame.
 */
final class TenantApp {
    private static final String EMBED = """
            <!doctype html><html lang="en"><head><title>Tenant</title></head><body><main aria-label="Settings"><h1>Settings</h1></main>
            <script>
            window.heard = [];
            addEventListener('message', ({origin, data}) => heard.push({origin, type: data.type}));
            const frame = document.createElement('iframe');
            frame.title = 'Connect';
            frame.width = 600;
            frame.height = 800;
            frame.src = new URLSearchParams(location.search).get('page');
            document.querySelector('main').append(frame);
            </script></body></html>
            """;
    private static final String DONE = """
            <!doctype html><html lang="en"><head><title>Tenant</title></head>
            <body><main><h1>Back at the tenant</h1></main></body></html>
            """;

    private final HttpServer server;

    private TenantApp(HttpServer server) {
        this.server = server;
    }

    static TenantApp start(Vertx vertx) {
        return new TenantApp(await(vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .end(request.path().equals("/embed") ? EMBED : DONE))
                .listen(0, "127.0.0.1")));
    }

    String returnUrl() {
        return origin() + "/done";
    }

    String origin() {
        return "http://localhost:" + server.actualPort();
    }
}

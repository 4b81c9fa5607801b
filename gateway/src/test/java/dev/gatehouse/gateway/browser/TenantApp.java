package dev.gatehouse.gateway.browser;

import static dev.gatehouse.common.testing.Answers.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The tenant's own web pages, on another site than the gateway ({@code localhost} is not {@code 127.0.0.1} to a browser):
 * {@code /done} is where people come back to, {@code /embed?page=…} shows the connect page in a frame, {@code /nango} is written
 * for Nango's browser client, which it loads from its published package, {@code /snippet} uses the script for customers.
 */
final class TenantApp {
    /** From the module's folder, as Maven has it, or the repository's. */
    private static final Path FRONTEND = (Files.isDirectory(Path.of("src/test/node"))
                    ? Path.of("")
                    : Path.of("gateway"))
            .resolve("src/test/node/nango-connect/node_modules/@nangohq/frontend/dist")
            .toAbsolutePath();

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
    private static final String NANGO = """
            <!doctype html><html lang="en"><head><title>Tenant</title></head>
            <body><main><h1>Settings</h1><button>Connect</button></main>
            <script type="module">
            import Nango from '/npm/index.js';
            const asked = new URLSearchParams(location.search);
            const nango = new Nango({ host: asked.get('host'), connectSessionToken: asked.get('token') });
            window.events = [];
            const calls = {
              auth: () => nango.auth(asked.get('key'), { detectClosedAuthWindow: true }),
              reconnect: () => nango.reconnect(asked.get('key')),
              window: () => new Promise(done => nango.openConnectUI({
                apiURL: asked.get('host'), baseURL: asked.get('host') + '/connect-ui',
                onEvent: event => { events.push(event); if (event.type === 'close') done({ closed: true }); },
              })),
            };
            document.querySelector('button').onclick = () => calls[asked.get('call')]()
              .catch(({ type, message }) => ({ type, message }))
              .then(end => { document.body.dataset.end = JSON.stringify(end); });
            document.body.dataset.ready = '';
            </script></body></html>
            """;
    private static final String SNIPPET = """
            <!doctype html><html lang="en"><head><title>Tenant</title></head>
            <body><main aria-label="Settings"><h1>Settings</h1><button id="connect">Connect your practice</button></main>
            <script>
            window.heard = [];
            const asked = new URLSearchParams(location.search);
            const script = document.createElement('script');
            script.src = asked.get('host') + '/ui/gatehouse-connect.js';
            script.onload = () => { document.body.dataset.ready = ''; };
            document.head.append(script);
            const note = name => value => heard.push(name + ' ' + JSON.stringify(value ?? null));
            document.querySelector('#connect').onclick = () => {
              window.handle = Gatehouse.connect({
                mode: asked.get('mode'),
                url: Promise.resolve(asked.get('page')),
                onReady: note('ready'), onStep: note('step'), onConnected: note('connected'),
                onFailed: note('failed'), onClosed: note('closed'),
              });
            };
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
        return new TenantApp(
                await(vertx.createHttpServer().requestHandler(TenantApp::answer).listen(0, "127.0.0.1")));
    }

    private static void answer(HttpServerRequest request) {
        if (request.path().startsWith("/npm/")) {
            String file = request.path().substring("/npm/".length());
            request.response()
                    .putHeader("Content-Type", "text/javascript")
                    .sendFile(FRONTEND.resolve(file).toString())
                    .onFailure(failure -> request.response().setStatusCode(404).end());
            return;
        }
        request.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .end(
                        switch (request.path()) {
                            case "/embed" -> EMBED;
                            case "/nango" -> NANGO;
                            case "/snippet" -> SNIPPET;
                            default -> DONE;
                        });
    }

    /** Why pages with Nango's browser client can't be shown here; empty if they can. */
    static String missing() {
        return Files.isDirectory(FRONTEND)
                ? ""
                : "Nango's browser client is not installed: run 'npm ci' in gateway/src/test/node/nango-connect";
    }

    /** A page with Nango's browser client; its button makes the call. */
    String nango(String host, String token, String key, String call) {
        return origin() + nangoPath(host, token, key, call);
    }

    /** The same page, on an origin that is not the tenant's. */
    String foreignNango(String host, String token, String key, String call) {
        return "http://127.0.0.1:" + server.actualPort() + nangoPath(host, token, key, call);
    }

    private static String nangoPath(String host, String token, String key, String call) {
        return "/nango?host=" + host + "&token=" + token + "&key=" + key + "&call=" + call;
    }

    /** A page with the script for customers; its button shows the link in that mode. */
    String snippet(String host, String link, String mode) {
        return origin() + snippetPath(host, link, mode);
    }

    /** The same page, on an origin that is not the tenant's. */
    String foreignSnippet(String host, String link, String mode) {
        return "http://127.0.0.1:" + server.actualPort() + snippetPath(host, link, mode);
    }

    private static String snippetPath(String host, String link, String mode) {
        return "/snippet?host=" + host + "&page=" + link + "&mode=" + mode;
    }

    String returnUrl() {
        return origin() + "/done";
    }

    String origin() {
        return "http://localhost:" + server.actualPort();
    }
}

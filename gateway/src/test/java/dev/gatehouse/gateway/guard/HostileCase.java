package dev.gatehouse.gateway.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * A request that must go nowhere.
 *
 * @param bytes one character each; {@code {}} for the address of a connection that works
 */
record HostileCase(String name, String bytes, int status, String code) {
    private static final String GET = "GET {}/Patient HTTP/1.1\r\n";
    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String POST = "POST {}/Patient/_search HTTP/1.1\r\n" + HOST;
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    static List<HostileCase> all() {
        List<HostileCase> all = new ArrayList<>();
        targets(all);
        requestLines(all);
        hosts(all);
        headers(all);
        framing(all);
        secrets(all);
        return all;
    }

    private static void targets(List<HostileCase> all) {
        List.of(
                        "http://evil.example{}/Patient",
                        "http://127.0.0.1{}/Patient",
                        "evil.example:443",
                        "*",
                        "fhir/x",
                        "@evil.example/x",
                        "?x")
                .forEach(target -> all.add(target(target)));
        for (String below : List.of(
                "//Patient",
                "/Patient//1",
                "/Patient/1//",
                "/Patient\\1",
                "/Patient/1#x",
                "/Patient/<x>",
                "/Patient/\"",
                "/../Patient",
                "/./Patient",
                "/Patient/..",
                "/Patient/../../../api/v1/api-keys",
                "/..;/Patient",
                "/..;x=1/Patient",
                "/Patient;./x",
                "/%2e%2e/Patient",
                "/%2E./Patient",
                "/.%2e/Patient",
                "/Patient/a%2eb",
                "/Patient%2f..%2fx",
                "/Patient%2Fx",
                "/Patient%5cx",
                "/Patient%00",
                "/Patient%0d%0aX:y",
                "/Patient%25",
                "/Patient%252e",
                "/Patient%c0%ae",
                "/Patient%",
                "/Patient%2",
                "/Patient%zz",
                "/Patient%\u00e92",
                "/Patient?a=%",
                "/Patient?a=%g1",
                "/Patient?a=b#c",
                "/Patient?a=b\\c")) {
            all.add(target("{}" + below));
        }
        all.add(target("/api/v1/../v1/tenants"));
        all.add(target("/ui/%2e%2e/x"));
        all.add(target("//api/v1/tenants"));
        all.add(bytes("a byte beyond ASCII in the target", "{}/Pati\u00e9nt", "target-refused"));
        all.add(bytes("DEL in the target", "{}/Pati\u007fent", "target-refused"));
        all.add(bytes("NUL in the target", "{}/Pati\0ent", "target-refused"));
        all.add(bytes("NUL in the query", "{}/Patient?a=\0", "target-refused"));
        all.add(new HostileCase(
                "a line of 9 KB",
                "GET {}/Patient?_id=" + "1".repeat(9_000) + " HTTP/1.1\r\n" + HOST,
                414,
                "target-too-long"));
    }

    private static HostileCase target(String target) {
        return bytes("target " + target, target, "target-refused");
    }

    private static HostileCase bytes(String name, String target, String code) {
        return new HostileCase(name, "GET " + target + " HTTP/1.1\r\n" + HOST, 400, code);
    }

    private static void requestLines(List<HostileCase> all) {
        for (String method :
                List.of("TRACE", "CONNECT", "get", "Get", "PROPFIND", "FOO", "PATCHY", "M-SEARCH", "G_T")) {
            all.add(new HostileCase(
                    "method " + method, method + " {}/Patient HTTP/1.1\r\n" + HOST, 405, "method-not-allowed"));
        }
        for (String line : List.of(
                "GET  {}/Patient HTTP/1.1",
                "GET {}/Patient  HTTP/1.1",
                "GET\t{}/Patient\tHTTP/1.1",
                "GET\u000b{}/Patient HTTP/1.1",
                "GET {}/Patient\tHTTP/1.1",
                "GET {}/Patient HTTP/1.1 ",
                "GET {}/Patient HTTP/1.1 x",
                "GET {}/Patient",
                "GET",
                "GET {}/Patient http/1.1",
                "GET {}/Patient HTTP/1.1x",
                "GET {}/Patient HTTP/1",
                "GET {}/Patient HTTP /1.1",
                " GET {}/Patient HTTP/1.1",
                "\0GET {}/Patient HTTP/1.1",
                "G\0ET {}/Patient HTTP/1.1",
                "GE(T {}/Patient HTTP/1.1",
                "\r\n\r\n\r\nGET {}/Patient HTTP/1.1")) {
            all.add(new HostileCase("line " + line, line + "\r\n" + HOST, 400, "invalid-request"));
        }
        for (String version : List.of("HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0")) {
            all.add(new HostileCase(version, "GET {}/Patient " + version + "\r\n" + HOST, 505, "http-version-unknown"));
        }
        all.add(new HostileCase("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n", 505, "http-version-unknown"));
        all.add(new HostileCase(
                "line ends without CR", "GET {}/Patient HTTP/1.1\nHost: 127.0.0.1\n", 400, "invalid-request"));
        all.add(new HostileCase(
                "TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\n", 400, "invalid-request"));
    }

    private static void hosts(List<HostileCase> all) {
        all.add(host("no host", "", 400, "host-invalid"));
        all.add(host("two hosts", HOST + "Host: evil.example\r\n", 400, "host-invalid"));
        all.add(host("the same host twice", HOST + "host: 127.0.0.1\r\n", 400, "host-invalid"));
        for (String bad : List.of(
                "",
                "127.0.0.1, evil.example",
                "127.0.0.1:port",
                "127.0.0.1:",
                "127.0.0.1:0",
                "127.0.0.1:99999",
                "a@127.0.0.1",
                "127.0.0.1/x",
                "127.0.0.1?x",
                "local host",
                "..",
                "[::1",
                "[]",
                "[::1]x")) {
            all.add(host("host " + bad, "Host: " + bad + "\r\n", 400, "host-invalid"));
        }
        for (String other : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "localhos")) {
            all.add(host("host " + other, "Host: " + other + "\r\n", 421, "host-unknown"));
        }
    }

    private static HostileCase host(String name, String headers, int status, String code) {
        return new HostileCase(name, GET + headers, status, code);
    }

    private static void headers(List<HostileCase> all) {
        for (String header : List.of(
                "X-A: b\r\n folded",
                "X-A: b\r\n\tfolded",
                " X-A: b",
                ": empty name",
                "X-A",
                "X-A : b",
                "X A: b",
                "X-A\t: b",
                "X_A: b",
                "Content_Length: 5",
                "X-\u00e9: b",
                "X-\0: b",
                "X-(A): b",
                "X-A: b\0c",
                "X-A: b\u0001c",
                "X-A: b\u007fc",
                "X-A: b\rc",
                "X-A: b\nX-B: c",
                "X-A: b\u000bc")) {
            all.add(new HostileCase("header " + header, GET + HOST + header + "\r\n", 400, "header-refused"));
        }
        StringBuilder many = new StringBuilder(GET + HOST);
        for (int i = 0; i < 100; i++) {
            many.append("X-").append(i).append(": y\r\n");
        }
        all.add(new HostileCase("101 headers", many.toString(), 431, "headers-too-large"));
        all.add(new HostileCase(
                "17 KB of a header", GET + HOST + "X-A: " + "y".repeat(17_000) + "\r\n", 431, "headers-too-large"));
        all.add(new HostileCase(
                "another upgrade", GET + HOST + "Connection: upgrade\r\nUpgrade: tls/1.0\r\n", 400, "upgrade-refused"));
        all.add(new HostileCase(
                "a web socket to an EHR",
                GET + HOST + "Connection: upgrade\r\nUpgrade: websocket\r\n",
                400,
                "upgrade-refused"));
    }

    private static void framing(List<HostileCase> all) {
        for (String encoding : List.of(
                "xchunked",
                "chunkedx",
                "identity",
                "gzip",
                "gzip, chunked",
                "chunked, identity",
                "chunked, chunked",
                "chunked;q=1",
                "\"chunked\"",
                "",
                ",chunked",
                "chunked\r\nTransfer-Encoding: chunked",
                "chunked\r\nTransfer-Encoding: x",
                "chunked\r\nContent-Length: 5",
                "chunked\r\ncontent-length: 0")) {
            all.add(framed("Transfer-Encoding: " + encoding));
        }
        for (String length : List.of(
                "5\r\nContent-Length: 5",
                "5\r\ncontent-length: 6",
                "5, 5",
                "+5",
                "-5",
                "0x5",
                "5 5",
                "5.0",
                "",
                "99999999999999999999",
                "5\r\nTransfer-Encoding: chunked",
                "5\r\nTransfer-Encoding: xchunked")) {
            all.add(framed("Content-Length: " + length));
        }
        all.add(new HostileCase(
                "folded encoding", POST + "Transfer-Encoding:\r\n chunked\r\n", 400, "framing-refused"));
        all.add(new HostileCase("blank before colon", POST + "Transfer-Encoding : chunked\r\n", 400, "header-refused"));
        all.add(new HostileCase("11 MiB", POST + "Content-Length: 11534336\r\n", 413, "body-too-large"));
        all.add(new HostileCase("one byte over 10 MiB", POST + "Content-Length: 10485761\r\n", 413, "body-too-large"));
        all.add(new HostileCase(
                "a binary of 11 MiB",
                "POST {}/Binary HTTP/1.1\r\n" + HOST + "Content-Length: 11534336\r\n",
                413,
                "body-too-large"));
        all.add(new HostileCase(
                "old version with an encoding",
                "POST {}/x HTTP/1.0\r\n" + HOST + CHUNKED,
                505,
                "http-version-unknown"));
    }

    private static HostileCase framed(String header) {
        return new HostileCase(header, POST + header + "\r\n", 400, "framing-refused");
    }

    private static void secrets(List<HostileCase> all) {
        for (String query : List.of(
                "access_token=x",
                "a=b&ACCESS_TOKEN=x",
                "access%5Ftoken=x",
                "a=b;access_token=x",
                "api_key=x",
                "token=x",
                "x=gk_live_1")) {
            all.add(bytes("query " + query, "{}/Patient?" + query, "key-in-url"));
        }
        all.add(bytes("a key in the path", "/api/v1/gk_live_abc", "key-in-url"));
        all.add(bytes("a token to the API", "/api/v1/tenants?access_token=x", "key-in-url"));
    }
}

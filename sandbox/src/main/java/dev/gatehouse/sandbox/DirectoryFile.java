package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.directory.DirectoryBundle;
import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Fingerprint;
import dev.gatehouse.sandbox.web.PullStream;
import io.vertx.core.Context;

/** The public file of service base URLs, made while it is sent. */
final class DirectoryFile {

    private final DirectoryBundle bundle;
    private final String etag;

    DirectoryFile(PracticeGenerator practices, Hosts hosts) {
        this.bundle = new DirectoryBundle(practices, hosts);
        this.etag = "\"" + Fingerprint.of(practices.shape() + hosts.provider()).substring("sha256:".length()) + "\"";
    }

    Answer answer(Call call, Context context) {
        if (!call.isGet()) {
            return Answer.empty(405);
        }
        if (etag.equals(call.header("if-none-match"))) {
            return Answer.empty(304).with("etag", etag);
        }
        return Answer.streamed("application/json", new PullStream(context, bundle.pieces()))
                .with("etag", etag)
                .with("last-modified", "Tue, 01 Sep 2026 00:00:00 GMT");
    }
}

package dev.gatehouse.common.ehr;

import dev.gatehouse.common.ehr.EhrFacts.Assertion;
import dev.gatehouse.common.ehr.EhrFacts.Bulk;
import dev.gatehouse.common.ehr.EhrFacts.CredentialScope;
import dev.gatehouse.common.ehr.EhrFacts.Discovery;
import dev.gatehouse.common.ehr.EhrFacts.FileToken;
import dev.gatehouse.common.ehr.EhrFacts.KeyDelivery;
import dev.gatehouse.common.ehr.EhrFacts.Level;
import dev.gatehouse.common.ehr.EhrFacts.Limits;
import dev.gatehouse.common.ehr.EhrFacts.Per;
import dev.gatehouse.common.ehr.EhrFacts.PracticeAddress;
import dev.gatehouse.common.ehr.EhrFacts.Programme;
import dev.gatehouse.common.ehr.EhrFacts.Requests;
import dev.gatehouse.common.ehr.EhrFacts.Server;
import dev.gatehouse.common.ehr.EhrFacts.TokenHost;
import dev.gatehouse.common.ehr.EhrProfile.Audience;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what is known of an EHR beside what every connection needs. */
final class FactsReader {
    // RFC 9110, section 5.1; no header of ours may be replaced
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7E]{1,500}");
    private static final Set<String> OURS = Stream.of(
                    HttpHeaders.AUTHORIZATION,
                    HttpHeaders.HOST,
                    HttpHeaders.CONTENT_LENGTH,
                    HttpHeaders.CONTENT_TYPE,
                    HttpHeaders.TRANSFER_ENCODING,
                    HttpHeaders.CONNECTION,
                    HttpHeaders.COOKIE,
                    HttpHeaders.ACCEPT)
            .map(CharSequence::toString)
            .collect(Collectors.toUnmodifiableSet());

    private FactsReader() {}

    static EhrFacts read(Section top) {
        return new EhrFacts(
                top.in(
                        "programme",
                        in -> new Programme(in.maybeAddress("portal"), in.maybeFlag("sandbox"), in.maybeText("notes"))),
                top.in("assertion", FactsReader::assertion),
                top.in("limits", FactsReader::limits),
                top.in("requests", FactsReader::requests),
                top.in("bulk", FactsReader::bulk),
                top.in(
                        "discovery",
                        in -> new Discovery(
                                in.maybeTexts("mayLack"),
                                in.maybe("tokenHost", TokenHost.class),
                                in.maybeText("notes"))),
                top.in(
                        "server",
                        in -> new Server(
                                in.maybeFlag("revocation"),
                                in.maybeFlag("introspection"),
                                in.maybeFlag("registration"))),
                top.maybe("practiceAddress", PracticeAddress.class),
                top.maybe("credentialScope", CredentialScope.class),
                top.maybeText("disconnect"));
    }

    private static Assertion assertion(Section in) {
        return new Assertion(
                in.maybe("audience", Audience.class),
                in.maybeDuration("longestLife", Duration.ofMinutes(5)),
                in.maybeFlag("keyIdRequired"),
                in.maybeAll("keysFrom", KeyDelivery.class),
                in.maybeDuration("keysReadEvery", Duration.ofHours(24)),
                in.maybeText("notes"));
    }

    private static Limits limits(Section in) {
        return new Limits(
                in.maybeNumber("requestsPerMinute", 1, 1_000_000),
                in.maybe("per", Per.class),
                in.maybeFlag("countsTokenCalls"),
                in.maybeNumber("tokenRequestsPerMinute", 1, 1_000_000),
                in.maybeFlag("retryAfter"),
                in.maybeText("notes"));
    }

    private static Requests requests(Section in) {
        Map<String, String> headers = in.textsByName("headers");
        headers.forEach((name, value) -> {
            boolean ours = OURS.contains(name.toLowerCase(Locale.ROOT));
            if (ours
                    || !HEADER.matcher(name).matches()
                    || !HEADER_VALUE.matcher(value).matches()) {
                in.mistake("headers." + name, "should be a header of the EHR's own, in plain characters");
            }
        });
        return new Requests(in.maybeText("accept"), headers, in.maybeText("notes"));
    }

    private static Bulk bulk(Section in) {
        return new Bulk(
                in.maybeAll("levels", Level.class),
                in.maybeNumber("largestGroup", 1, 10_000_000),
                in.maybe("filesNeedToken", FileToken.class),
                in.maybeText("notes"));
    }
}

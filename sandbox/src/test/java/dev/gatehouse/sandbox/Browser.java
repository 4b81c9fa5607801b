package dev.gatehouse.sandbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without scripts: keeps cookies, follows redirects and links, fills in and sends the forms it finds. */
final class Browser {

    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile(
            "<(input|button)\\b([^>]*)>|<textarea\\b([^>]*)>\\n?(.*?)</textarea>|<select\\b([^>]*)>.*?value=\"([^\"]*)\"",
            Pattern.DOTALL);

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private URI at;
    private int status;
    private String page = "";

    Browser(String origin) {
        this.at = URI.create(origin);
    }

    @CanIgnoreReturnValue
    Browser open(String address) throws IOException, InterruptedException {
        return go(HttpRequest.newBuilder(at.resolve(address)).build());
    }

    /** Follows the link with those words. */
    @CanIgnoreReturnValue
    Browser follow(String words) throws IOException, InterruptedException {
        Matcher link = Pattern.compile("<a [^>]*href=\"([^\"]*)\"[^>]*>" + Pattern.quote(words) + "</a>")
                .matcher(page);
        if (!link.find()) {
            throw new AssertionError("No link says " + words + " at " + at + ":\n" + page);
        }
        return open(plain(link.group(1)));
    }

    /** Sends the form with that button, with what is in it already and what is given; null takes a field out. */
    @CanIgnoreReturnValue
    Browser press(String button, Map<String, String> typed) throws IOException, InterruptedException {
        Matcher forms = FORM.matcher(page);
        while (forms.find()) {
            Matcher pressed = Pattern.compile("<button\\b([^>]*)>\\s*" + Pattern.quote(button) + "\\s*</button>")
                    .matcher(forms.group(2));
            if (pressed.find()) {
                return send(forms.group(1), filled(forms.group(2), pressed.group(1), typed));
            }
        }
        throw new AssertionError("No button says " + button + " at " + at + ":\n" + page);
    }

    private static List<Map.Entry<String, String>> filled(String form, String button, Map<String, String> typed) {
        Map<String, String> given = new LinkedHashMap<>(typed);
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        Matcher controls = CONTROL.matcher(form);
        while (controls.find()) {
            String head = controls.group(2) != null
                    ? controls.group(2)
                    : controls.group(3) != null ? controls.group(3) : controls.group(5);
            String name = attribute(head, "name");
            String type = attribute(head, "type");
            String value = controls.group(4) != null
                    ? controls.group(4)
                    : controls.group(6) != null ? controls.group(6) : attribute(head, "value");
            boolean choice = type.equals("checkbox") || type.equals("radio");
            if (name.isEmpty() || type.equals("submit")) {
                continue;
            }
            if (given.containsKey(name)) {
                String mine = given.remove(name);
                fields.add(Map.entry(name, mine));
            } else if (!typed.containsKey(name) && (!choice || head.contains(" checked"))) {
                fields.add(Map.entry(name, plain(value)));
            }
        }
        if (!given.isEmpty()) {
            throw new AssertionError("The form has no field " + given.keySet() + ":\n" + form);
        }
        if (!attribute(button, "name").isEmpty()) {
            fields.add(Map.entry(attribute(button, "name"), attribute(button, "value")));
        }
        return fields;
    }

    private Browser send(String form, List<Map.Entry<String, String>> fields) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        fields.forEach(field -> body.append(body.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8)));
        String action = attribute(form, "action");
        if (!form.contains("method=\"post\"")) {
            return open(at.getPath() + "?" + body);
        }
        return go(HttpRequest.newBuilder(action.isEmpty() ? at : at.resolve(action))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private Browser go(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        at = answer.uri();
        status = answer.statusCode();
        page = answer.body();
        return this;
    }

    private static String attribute(String head, String name) {
        Matcher found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(head);
        return found.find() ? found.group(1) : "";
    }

    private static String plain(String markup) {
        return markup.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    int status() {
        return status;
    }

    String path() {
        return at.getPath();
    }

    String page() {
        return page;
    }

    /** The text of the element with that id. */
    String text(String id) {
        Matcher found = Pattern.compile("id=\"" + id + "\"[^>]*>([^<]*)<").matcher(page);
        if (!found.find()) {
            throw new AssertionError("Nothing has the id " + id + ":\n" + page);
        }
        return plain(found.group(1));
    }
}

package dev.gatehouse.gateway.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody at a browser with no history. Each screen named by {@link #sees} is asked about with axe and may not be wider than
 * the window; whatever the browser complains of is kept for {@link #leaves}.
 */
final class Person {
    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
    private static final Pattern STATUS = Pattern.compile("Failed to load resource.*status of (\\d{3}).*");
    private static final Pattern ICON = Pattern.compile("(https?://[^/ ]+)/ui/favicon\\.svg");
    private static final String TELL_VIOLATIONS = "addEventListener('securitypolicyviolation', event =>"
            + " console.error('policy', event.violatedDirective, event.blockedURI, 'at', location.origin))";

    final Page page;
    private final BrowserContext context;
    private final Look look;
    private final Set<String> checked;
    private final List<String> complaints = new ArrayList<>();
    private final Set<Integer> expected = new HashSet<>();
    private final Set<String> expectedWords = new HashSet<>();
    private String heard = "";

    /** @param checked the screens that need no second check; shared by all */
    Person(Browser browser, Look look, Set<String> checked) {
        this.look = look;
        this.checked = checked;
        context = browser.newContext(look.options());
        context.addInitScript(TELL_VIOLATIONS);
        context.onConsoleMessage(this::hear);
        context.onWebError(error -> complaints.add(error.error()));
        page = context.newPage();
    }

    private void hear(ConsoleMessage message) {
        if (!message.location().startsWith(heard)) {
            return;
        }
        Matcher status = STATUS.matcher(message.text());
        boolean asExpected = status.matches() && expected.contains(Integer.valueOf(status.group(1)));
        asExpected |= isIconOfThePageBefore(message);
        asExpected |= expectedWords.stream().anyMatch(message.text()::contains);
        if (message.type().equals("error") && !asExpected) {
            complaints.add(message.text() + " " + message.location());
        }
    }

    /** A browser that still fetches the icon of a page holds it against the policy of the next one, at the EHR. */
    private static boolean isIconOfThePageBefore(ConsoleMessage message) {
        Matcher icon = ICON.matcher(message.text());
        if (!icon.find()) {
            return false;
        }
        int at = message.text().lastIndexOf(" at http");
        String where = at < 0 ? message.location() : message.text().substring(at + 4);
        return where.startsWith("http") && !where.startsWith(icon.group(1));
    }

    /** The browser's console tells of each answer above 399, also where it is right. */
    @CanIgnoreReturnValue
    Person expecting(int status) {
        expected.add(status);
        return this;
    }

    /** Only what pages of this origin and their resources complain of counts; others' pages are not ours to mend. */
    @CanIgnoreReturnValue
    Person hearingOnly(String origin) {
        heard = origin;
        return this;
    }

    /** The browser's console may complain in these words. */
    @CanIgnoreReturnValue
    Person expecting(String words) {
        expectedWords.add(words);
        return this;
    }

    /** Signs in at the console before any page is open; the browser keeps the session's cookie. */
    @CanIgnoreReturnValue
    Person signedIn(String gateway, Account account) {
        int status = context.request()
                .post(
                        gateway + "/api/v1/session",
                        RequestOptions.create()
                                .setHeader("Origin", gateway)
                                .setData(Map.of("email", account.email(), "password", account.password())))
                .status();
        assertThat(status).isEqualTo(200);
        return this;
    }

    /** Whatever page the browser shows. */
    @CanIgnoreReturnValue
    Person opens(String url) {
        page.navigate(url);
        return this;
    }

    /** The screen with that heading, in full order. */
    @CanIgnoreReturnValue
    Person sees(String heading) {
        seesIn(page.mainFrame(), heading);
        check(heading);
        return this;
    }

    void seesIn(Frame frame, String heading) {
        assertThat(frame.getByRole(AriaRole.HEADING, new Frame.GetByRoleOptions().setName(heading)))
                .isVisible();
    }

    /** Once for each screen and look, since asking takes a second. */
    void check(String name) {
        if (!checked.add(name + look)) {
            return;
        }
        Object tooWide =
                page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth");
        List<String> found = new AxeBuilder(page)
                .withTags(RULES).analyze().getViolations().stream()
                        .map(Person::told)
                        .toList();
        String folder = System.getProperty("gatehouse.screens");
        if (folder != null) {
            String file = name.replaceAll("\\W+", "-") + "-" + look + ".png";
            page.screenshot(
                    new ScreenshotOptions().setPath(Path.of(folder, file)).setFullPage(true));
        }
        assertThat(found).as("axe about \"%s\", %s", name, look).isEmpty();
        assertThat(tooWide)
                .as("\"%s\" is wider than the window, %s", name, look)
                .isEqualTo(false);
    }

    private static String told(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream()
                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                        .toList();
    }

    @CanIgnoreReturnValue
    Person presses(String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .click();
        return this;
    }

    @CanIgnoreReturnValue
    Person reads(String text) {
        assertThat(page.getByText(text)).isVisible();
        return this;
    }

    Locator practiceBox() {
        return page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Practice"));
    }

    Locator hits() {
        return page.getByRole(AriaRole.LISTBOX, new Page.GetByRoleOptions().setName("Practices"))
                .getByRole(AriaRole.OPTION);
    }

    /** Types a text into the search and goes down with the arrow keys until the hit with these words is marked. */
    @CanIgnoreReturnValue
    Person choosesByKeys(String typed, String words) {
        practiceBox().pressSequentially(typed);
        Locator wanted = hits().filter(new Locator.FilterOptions().setHasText(words));
        assertThat(wanted).hasCount(1);
        for (int press = 0; press < 6 && !"true".equals(wanted.getAttribute("aria-selected")); press++) {
            practiceBox().press("ArrowDown");
        }
        assertThat(practiceBox())
                .hasAttribute("aria-activedescendant", wanted.first().getAttribute("id"));
        check("The open list");
        practiceBox().press("Enter");
        return this;
    }

    /** At the EHR. */
    @CanIgnoreReturnValue
    Person signsIn(String user) {
        signIn(page, user);
        return this;
    }

    static void signIn(Page at, String user) {
        at.getByLabel("User name").fill(user);
        at.getByLabel("Password").fill("open-sesame");
        at.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
    }

    /** Does what closes its own page, which may be gone before the browser has said that it was done. */
    static void closing(Runnable act) {
        try {
            act.run();
        } catch (PlaywrightException gone) {
            if (!gone.getMessage().contains("has been closed")) {
                throw gone;
            }
        }
    }

    /** Closes the browser and checks that it had nothing to complain of. */
    void leaves() {
        context.close();
        assertThat(complaints).as("what the browser complained of").isEmpty();
    }
}

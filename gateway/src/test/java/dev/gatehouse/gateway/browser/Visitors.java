package dev.gatehouse.gateway.browser;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Whoever comes with a browser in one class of tests. The browser is started once; after each test it must have had nothing to
 * complain of. Without Chromium each test is skipped, or fails where a browser is a must.
 */
final class Visitors implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private final List<Person> people = new ArrayList<>();
    private final Set<String> checked = new HashSet<>();
    private @Nullable Chromium chromium;

    @Override
    public void beforeAll(ExtensionContext tests) {
        chromium = Chromium.start();
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        Chromium.need(chromium);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        leave();
    }

    /** Everybody goes, and nobody saw the browser complain. Needed by itself only before what they look at is closed. */
    void leave() {
        List<Person> gone = List.copyOf(people);
        people.clear();
        gone.forEach(Person::leaves);
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        if (chromium != null) {
            chromium.close();
        }
    }

    /** Whether there is a browser to come with: nothing has to be started without. */
    boolean canCome() {
        return chromium != null;
    }

    /** Somebody with no history. */
    Person somebody(Look look) {
        Person person = somebodyUnasked(look);
        people.add(person);
        return person;
    }

    /** The same, but nobody asks what the browser complained of: without a network it complains of every request. */
    Person somebodyUnasked(Look look) {
        return new Person(Chromium.need(chromium).browser(), look, checked);
    }
}

/**
 * The connect page in a real browser: Chromium, driven by Playwright, against a whole gateway and the sandbox with its own
 * sign-in and consent pages. {@link dev.gatehouse.gateway.browser.ConnectFixture} starts both, {@link
 * dev.gatehouse.gateway.browser.Person} is who sits in front of the screen.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.browser;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

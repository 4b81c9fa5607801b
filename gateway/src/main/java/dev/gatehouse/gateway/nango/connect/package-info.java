/**
 * How practices are connected by programs that were written for Nango: connect sessions ({@link
 * dev.gatehouse.gateway.nango.connect.NangoSessions}), the popup of the browser client, which leads through our own connect
 * page to the EHR ({@link dev.gatehouse.gateway.nango.connect.Attempts}), the web socket that tells the page behind it how that
 * ended ({@link dev.gatehouse.gateway.nango.connect.BrowserSockets}), the Connect UI window, and the auth webhooks.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.nango.connect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

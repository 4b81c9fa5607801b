/**
 * The server side of Nango's published client packages, so that programs written for them work here unchanged: an
 * integration is an application, a provider is an EHR profile, a connection is a connection. Its routes stand at the root,
 * answer in Nango's shapes, and refuse what they do not know. Start with {@link dev.gatehouse.gateway.nango.NangoAccessHandler}
 * (who asks), {@link dev.gatehouse.gateway.nango.StrictInput} (what is asked) and {@link
 * dev.gatehouse.gateway.nango.NangoRefusal} (how it is refused).
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.nango;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * What an EHR issued to an application: client id with secret or signing key, in versions; the keys and where they are
 * published; testing, showing and looking after them. Start with {@link
 * dev.gatehouse.registration.credential.IssuedCredentials}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.credential;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

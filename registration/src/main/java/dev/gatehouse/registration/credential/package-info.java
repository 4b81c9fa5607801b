/**
 * What an EHR issued to an application: client id and secret, in versions. Start with {@link
 * dev.gatehouse.registration.credential.IssuedCredentials}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.credential;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

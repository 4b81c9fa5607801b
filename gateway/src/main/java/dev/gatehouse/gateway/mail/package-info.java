/**
 * Mail out of the house: {@link dev.gatehouse.gateway.mail.Mailer}, through the operator's own SMTP server.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.mail;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Files kept with a registration's steps: the vendor's e-mail, a signed page, a picture of the portal. Sealed in the database.
 * Start with {@link dev.gatehouse.registration.evidence.EvidenceFiles}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.evidence;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/** What the tests of this module share. */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.testing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

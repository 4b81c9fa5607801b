/**
 * The forms of a partner programme: what stands in them ({@link dev.gatehouse.registration.form.Form}) and what is wrong with
 * it ({@link dev.gatehouse.registration.form.FormCheck}). Knows nothing of databases and of who is asking.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.registration.form;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

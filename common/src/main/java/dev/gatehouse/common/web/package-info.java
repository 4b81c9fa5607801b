/**
 * What every route shares: request ids, JSON in and out, the caller, and {@link dev.gatehouse.common.web.ProblemHandler}, the
 * one place where a failure becomes an HTTP answer.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Environment variables and one YAML file, read into typed settings; every bad value is named, all at once.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.settings;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

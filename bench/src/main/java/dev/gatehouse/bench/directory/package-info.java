/**
 * Measurements of the practice directory: {@link dev.gatehouse.bench.directory.DirectoryBench}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.bench.directory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Whether the embedded database keeps what it acknowledged. {@link dev.gatehouse.bench.database.DatabaseSoak} runs a
 * million mixed operations, {@link dev.gatehouse.bench.database.SteadyWrites} watches the file while it is written to,
 * {@link dev.gatehouse.bench.database.KillLoop} kills the process and compares. Results are in {@code bench/RESULTS.md}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.bench.database;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

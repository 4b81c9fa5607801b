/**
 * What the tests of every module share. A store is proven by one abstract {@code XStoreContract}, a {@link
 * dev.gatehouse.common.testing.DatabaseContract}, and two subclasses without a body: {@code H2XStoreTest implements OnH2}
 * and {@code PostgresXStoreIT implements OnPostgres}. {@link dev.gatehouse.common.testing.Answers} waits for futures.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.testing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Secrets at rest. {@link dev.gatehouse.common.vault.SecretText} in memory, {@link dev.gatehouse.common.vault.Sealer} to and
 * from the database, {@link dev.gatehouse.common.vault.MasterKey} to unlock the {@link dev.gatehouse.common.vault.KeyRing}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.vault;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

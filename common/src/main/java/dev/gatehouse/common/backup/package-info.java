/**
 * Backups of an installation on H2: everything that belongs together in one sealed file, made while the gateway runs, and put
 * back only after it was opened and looked through. Start at {@link dev.gatehouse.common.backup.Backups} and {@link
 * dev.gatehouse.common.backup.BackupFile}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.backup;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

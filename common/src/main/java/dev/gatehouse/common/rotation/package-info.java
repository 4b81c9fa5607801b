/**
 * Changing the keys of a running installation: a new key is given to every node, taken into use, and everything the old one
 * sealed is sealed anew, in small steps that survive a crash anywhere. {@link dev.gatehouse.common.rotation.KeyRotations}
 * begins one, {@link dev.gatehouse.common.rotation.KeyWatch} carries it out; {@link
 * dev.gatehouse.common.rotation.MasterKeyChange} replaces the key around all others.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.rotation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

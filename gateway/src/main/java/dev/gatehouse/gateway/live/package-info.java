/**
 * Tells whoever looks at a page that something has changed, as server-sent events. Features tell {@link
 * dev.gatehouse.gateway.live.Hints}; {@link dev.gatehouse.gateway.live.Live} joins the rest. What is told is a topic and at
 * most an id, never content: the page asks for that again, by the routes that know who may see what.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.live;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

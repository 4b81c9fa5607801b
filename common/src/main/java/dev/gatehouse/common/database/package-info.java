/**
 * The database, embedded H2 or PostgreSQL, behind one door: {@link dev.gatehouse.common.database.Database}. The only place
 * where Hibernate's stages become Vert.x futures, where H2 is made durable, and where a driver's failure becomes one of
 * ours. Stores of other packages get a {@link dev.gatehouse.common.database.Transaction}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.database;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * Where practices are: each EHR's published list, read in again and again, and what tenants added by hand. Start with
 * {@link dev.gatehouse.gateway.directory.Directory}. A list is read by {@code BundleReader}, screened and put together by
 * {@code Listing}, compared with what we have and written by {@code DirectoryImport}, and found again through {@link
 * dev.gatehouse.gateway.directory.PracticeSearch}, which needs no database.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.directory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

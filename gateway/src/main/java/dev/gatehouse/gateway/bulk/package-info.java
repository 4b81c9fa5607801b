/**
 * Bulk export (FHIR Bulk Data Access IG 2.0), in two ways. A client that runs the flow itself gets addresses of the gateway for
 * status and files: start with {@link dev.gatehouse.gateway.bulk.PassedExports}. An export that the gateway runs in the
 * background ends as sealed NDJSON files in the data directory: start with {@link dev.gatehouse.gateway.bulk.ExportRoutes}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.gateway.bulk;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

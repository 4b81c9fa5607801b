/**
 * What an EHR is like, as data: {@link dev.gatehouse.common.ehr.EhrProfile}, one YAML file each, all loaded and checked by
 * {@link dev.gatehouse.common.ehr.EhrProfiles}.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.ehr;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

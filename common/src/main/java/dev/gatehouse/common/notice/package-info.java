/**
 * What others are told. A feature hands a {@link dev.gatehouse.common.notice.Notice} to {@link
 * dev.gatehouse.common.notice.Notices} in the transaction of the change itself; the {@link
 * dev.gatehouse.common.notice.Outbox} keeps it there until it was spread over webhooks and mails.
 */
@NullMarked
@CheckReturnValue
package dev.gatehouse.common.notice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

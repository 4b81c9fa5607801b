package dev.gatehouse.sandbox.portal;

/**
 * A field that was not filled in as it must be.
 *
 * @param field name in the form
 * @param message what is wrong
 */
public record Mistake(String field, String message) {}

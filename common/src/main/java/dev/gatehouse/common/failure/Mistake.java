package dev.gatehouse.common.failure;

/**
 * One wrong field of an input.
 *
 * @param path where, in the input's own names: {@code endpoints[0].baseUrl}, {@code GATEHOUSE_PORT}
 * @param message what is wrong and what was expected, one sentence
 */
public record Mistake(String path, String message) {}

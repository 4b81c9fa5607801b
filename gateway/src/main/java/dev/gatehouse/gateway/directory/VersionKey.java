package dev.gatehouse.gateway.directory;

import java.io.Serializable;

/** Key of a row that exists once for each snapshot that changed it. */
record VersionKey(String id, long snapshot) implements Serializable {}

package org.stagepost.directory;

import java.time.Instant;
import java.util.Optional;

/**
 * A device or program with an app password, as its owner sees it.
 *
 * @param used when it last logged in, to the hour; empty if never
 */
public record Device(String name, Instant created, Optional<Instant> used) {}

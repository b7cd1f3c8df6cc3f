/**
 * Whole organisations on one loopback, with a DNS of their own: for the demo, for lessons and for tests. Nothing here is on
 * the mail path; it starts the real thing, writes a message to it and reads it back.
 */
@NullMarked
package org.stagepost.distribution.sandbox;

import org.jspecify.annotations.NullMarked;

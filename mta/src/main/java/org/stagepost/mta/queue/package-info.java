/**
 * Messages that wait: taken whole onto the disk before the client hears 250, and kept until every recipient has had the
 * message or its sender has been told why not. One file a message; where it lies and what its last lines say is its whole
 * state, so that a directory listing is the queue and a restart reads it back.
 */
@NullMarked
package org.stagepost.mta.queue;

import org.jspecify.annotations.NullMarked;

/**
 * The middle of the mail path: takes responsibility for a message, queues it, and carries it to the next host (RFC
 * 5321).
 */
@NullMarked
package org.stagepost.mta;

import org.jspecify.annotations.NullMarked;

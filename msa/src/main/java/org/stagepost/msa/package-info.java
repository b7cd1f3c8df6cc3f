/**
 * The first stage of the mail path: takes a message from its author, who has logged in, makes it conform, and hands it to
 * the transfer agent (RFC 6409). It has no queue: it says 250 only behind the next stage's.
 */
@NullMarked
package org.stagepost.msa;

import org.jspecify.annotations.NullMarked;

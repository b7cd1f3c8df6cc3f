/**
 * Takes messages out of the queue and carries them to their next hops: several at once, not too many to one, again later
 * where it was not possible, and back to the sender where it never will be.
 */
@NullMarked
package org.stagepost.mta.deliver;

import org.jspecify.annotations.NullMarked;

/**
 * One message's whole journey: every stage reports under the message's id what it did, with whom, the reply and why. Read
 * by {@code stagepost trace} and by the demo as it happens.
 */
@NullMarked
package org.stagepost.trace;

import org.jspecify.annotations.NullMarked;

/** Where a recipient's copy goes next: what an address stands for, and which host or mailbox takes its domain's mail. */
@NullMarked
package org.stagepost.mta.route;

import org.jspecify.annotations.NullMarked;

/** Many messages in one file, as Unix has kept them for fifty years: found, read and written. */
@NullMarked
package org.stagepost.mailstore.mbox;

import org.jspecify.annotations.NullMarked;

/** The text of a message as searches see it: decoded piece by piece, letters without regard to case. */
@NullMarked
package org.stagepost.mailstore.text;

import org.jspecify.annotations.NullMarked;

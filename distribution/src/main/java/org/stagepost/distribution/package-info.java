/** All stages of the mail path in one program, and the arrows between them. */
@NullMarked
package org.stagepost.distribution;

import org.jspecify.annotations.NullMarked;

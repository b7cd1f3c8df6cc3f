/** How log records are written: one line each, whatever strangers put into them. */
@NullMarked
package org.stagepost.distribution.log;

import org.jspecify.annotations.NullMarked;

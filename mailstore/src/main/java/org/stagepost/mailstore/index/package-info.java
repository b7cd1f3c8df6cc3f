/**
 * What was found out about messages once and need not be found out again: sizes, envelopes, structures, in SQL. Nothing
 * is only here: the index can be dropped at any time and costs nothing but the work of reading the messages again.
 */
@NullMarked
package org.stagepost.mailstore.index;

import org.jspecify.annotations.NullMarked;

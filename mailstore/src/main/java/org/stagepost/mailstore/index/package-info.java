/**
 * What was found out once and need not be found out again, in SQL: of messages their sizes, dates, envelopes and structures;
 * of mailboxes how they were left (UIDVALIDITY, UIDs, flags, mod-sequences). Nothing is only here: the index can be dropped
 * at any time and costs nothing but the work of reading messages and text files again.
 */
@NullMarked
package org.stagepost.mailstore.index;

import org.jspecify.annotations.NullMarked;

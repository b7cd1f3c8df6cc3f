/**
 * One folder of files a mailbox, as Maildir++ lays them out and other programs expect them. UIDs, flags and mod-sequences
 * live in text files beside the messages; everything else can be found out again from the messages themselves.
 */
@NullMarked
package org.stagepost.mailstore.maildir;

import org.jspecify.annotations.NullMarked;

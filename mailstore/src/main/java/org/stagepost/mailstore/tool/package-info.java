/** What an operator does with whole mailboxes: tells what is in them, takes messages out and in. */
@NullMarked
package org.stagepost.mailstore.tool;

import org.jspecify.annotations.NullMarked;

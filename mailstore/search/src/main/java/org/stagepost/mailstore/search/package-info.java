/**
 * The text index of IMAP's SEARCH: runs of three letters and the messages that hold them, kept by Lucene, a folder an account.
 * It tells which messages need not be read; those that are left are read, so a stale index costs time and never an answer.
 */
@NullMarked
package org.stagepost.mailstore.search;

import org.jspecify.annotations.NullMarked;

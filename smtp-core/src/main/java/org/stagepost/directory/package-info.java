/**
 * Who lives here: domains, accounts, aliases. Every server reads an immutable snapshot; one process writes the database
 * behind it. Asked by submission, transfer, delivery and the readers alike.
 */
@NullMarked
package org.stagepost.directory;

import org.jspecify.annotations.NullMarked;

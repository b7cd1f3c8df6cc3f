/**
 * The command line: what each command is called, what it takes, and what it prints. Exit codes: 0 done, 1 refused, 2 not
 * understood, 70 our own fault, 78 settings that cannot be used.
 */
@NullMarked
package org.stagepost.distribution.command;

import org.jspecify.annotations.NullMarked;

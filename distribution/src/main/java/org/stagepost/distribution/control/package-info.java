/**
 * Beside the mail path: how the command line reaches the process that owns what a command is about. Each running role
 * answers orders on a Unix socket of its own, open to its owner only.
 */
@NullMarked
package org.stagepost.distribution.control;

import org.jspecify.annotations.NullMarked;

/**
 * Dialogues as text: {@code C:} and {@code S:} lines that a {@link org.stagepost.dialogue.Player} plays against any server,
 * and that a {@link org.stagepost.dialogue.Recorder} keeps of a running session. Beside the mail path: tests are written in
 * this form, traces are read in it, so a bug report is nearly a test.
 */
@NullMarked
package org.stagepost.dialogue;

import org.jspecify.annotations.NullMarked;

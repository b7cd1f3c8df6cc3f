/**
 * The server's half of SMTP, submission and LMTP: one session for each connection, which hears commands and hands what they
 * amount to to a {@link org.stagepost.smtp.server.Receiver}. Submission, transfer and delivery each bring a receiver; this
 * is all they have to know of the dialogue.
 */
@NullMarked
package org.stagepost.smtp.server;

import org.jspecify.annotations.NullMarked;

/**
 * The client's half of SMTP and LMTP: one {@link org.stagepost.smtp.client.SmtpClient} for each connection, and the two
 * transports that carry mail over such connections to the next stage, {@link org.stagepost.smtp.client.SmtpTransport} and
 * {@link org.stagepost.smtp.client.LmtpTransport}.
 */
@NullMarked
package org.stagepost.smtp.client;

import org.jspecify.annotations.NullMarked;

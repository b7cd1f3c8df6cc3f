/**
 * The client's half of SMTP and LMTP: one {@link org.stagepost.smtp.client.SmtpClient} for each connection, and the
 * transport that carries mail over such connections to the next stage, {@link org.stagepost.smtp.client.WireTransport}.
 */
@NullMarked
package org.stagepost.smtp.client;

import org.jspecify.annotations.NullMarked;

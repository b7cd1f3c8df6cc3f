/**
 * The language of SMTP and LMTP, shared by server and client: commands as records, the grammar that reads them, the
 * extensions, and every reply by name (RFC 5321, RFC 6409, RFC 2033). Stands between the wire ({@code net}) and the two
 * halves of the dialogue, {@code smtp.server} and {@code smtp.client}.
 */
@NullMarked
package org.stagepost.smtp;

import org.jspecify.annotations.NullMarked;

/**
 * How a client proves who it is (RFC 4422), the same in submission, POP3 and IMAP: a mechanism takes responses and gives
 * challenges, the protocol carries them, and an {@link org.stagepost.sasl.Authenticator} knows the secrets.
 */
@NullMarked
package org.stagepost.sasl;

import org.jspecify.annotations.NullMarked;

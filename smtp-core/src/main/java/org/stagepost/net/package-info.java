/**
 * The wire: blocking dialogues of lines and octets on virtual threads, over Netty's sockets and TLS. Framing stays with the
 * session, because only the session knows whether a line, a dot-stuffed body or a literal comes next. The only importer of
 * Netty.
 */
@NullMarked
package org.stagepost.net;

import org.jspecify.annotations.NullMarked;

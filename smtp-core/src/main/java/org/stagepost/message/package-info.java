/**
 * The message itself: RFC 5322 header and MIME structure over octets, for every stage of the mail path.
 *
 * <p>There is one parser in the suite. SMTP counts hops with it, delivery takes the structure with it while the octets
 * stream in, the index keeps what it found, IMAP and POP3 answer from that. What one stage sees, all stages see.
 *
 * <p>Three conventions hold throughout:
 *
 * <ul>
 *   <li><b>Octet strings.</b> A string taken from a header holds one char per octet (ISO 8859-1), so that nothing is
 *       lost and IMAP can send exactly what stood there. {@link org.stagepost.message.EncodedWords#decode} makes text of
 *       it: encoded words, raw UTF-8, and for anything else windows-1252.
 *   <li><b>Offsets are those of the CRLF form.</b> Messages are stored with CRLF; files of others that hold bare LF are
 *       read through {@link org.stagepost.message.CrlfInputStream}. Offsets, sizes and line counts are those of what that
 *       stream yields, so RFC822.SIZE is right for both. A file is its own CRLF form exactly when both sizes are equal,
 *       and then offsets are file offsets.
 *   <li><b>Nothing throws on bad input.</b> What cannot be understood is absent or kept as it stands; what exceeds a
 *       bound ({@link org.stagepost.message.Bounds}) is cut, in the same place however the octets arrive.
 * </ul>
 */
@NullMarked
package org.stagepost.message;

import org.jspecify.annotations.NullMarked;

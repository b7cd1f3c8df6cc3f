package org.stagepost.mailstore.index;

/**
 * What is known about a message's octets, which never change.
 *
 * @param octets with every line ending CR LF
 * @param date milliseconds since 1970: when the message came (INTERNALDATE)
 * @param id what messages with these octets are called everywhere (RFC 8474 5.1)
 * @param preview the first words of its text (RFC 8970)
 * @param structure as {@link org.stagepost.message.MimePart#encode} writes it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy at each access would cost more than all else here.
public record Known(long octets, long date, String id, String preview, byte[] structure) {}

package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a TLS client's first message counts here: the protocols that it offers by ALPN (RFC 8446 4.1.2, RFC 7301 3.1). */
final class ClientHello {
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int ALPN = 16;
    private static final int VERSION_AND_RANDOM = 34;

    /** Longer ones are the TLS library's to refuse. */
    private static final int MOST = 32 * 1024;

    private ClientHello() {}

    /**
     * The protocols that a client offers, in its order; none where it offers none, and also where the octets are no hello:
     * the TLS library then says so.
     *
     * @param octets of whole and begun records; not consumed
     * @return empty while more octets are to come
     */
    static Optional<List<String>> protocols(ByteBuf octets) {
        ByteBuf message = octets.alloc().buffer();
        try {
            int at = octets.readerIndex();
            while (octets.writerIndex() - at >= RECORD_HEADER && octets.getByte(at) == HANDSHAKE) {
                int length = octets.getUnsignedShort(at + 3);
                int here = Math.min(length, octets.writerIndex() - at - RECORD_HEADER);
                message.writeBytes(octets, at + RECORD_HEADER, here);
                at += RECORD_HEADER + length;
            }
            boolean other = octets.readableBytes() > MOST
                    || octets.isReadable() && octets.getByte(octets.readerIndex()) != HANDSHAKE
                    || message.isReadable() && message.getByte(0) != CLIENT_HELLO;
            if (other) return Optional.of(List.of());
            boolean whole = message.readableBytes() > 4 && message.readableBytes() >= 4 + message.getUnsignedMedium(1);
            return whole ? Optional.of(offered(message.skipBytes(4))) : Optional.empty();
        } catch (IndexOutOfBoundsException lyingAboutLengths) {
            return Optional.of(List.of());
        } finally {
            message.release();
        }
    }

    private static List<String> offered(ByteBuf hello) {
        hello.skipBytes(VERSION_AND_RANDOM);
        hello.skipBytes(hello.readUnsignedByte()); // session
        hello.skipBytes(hello.readUnsignedShort()); // cipher suites
        hello.skipBytes(hello.readUnsignedByte()); // compression
        if (!hello.isReadable()) return List.of();
        ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf value = extensions.readSlice(extensions.readUnsignedShort());
            if (type == ALPN) return names(value.readSlice(value.readUnsignedShort()));
        }
        return List.of();
    }

    private static List<String> names(ByteBuf list) {
        List<String> names = new ArrayList<>();
        while (list.isReadable())
            names.add(list.readSlice(list.readUnsignedByte()).toString(StandardCharsets.ISO_8859_1));
        return names;
    }
}

package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/**
 * The header of the PROXY protocol, versions 1 and 2 (haproxy's {@code doc/proxy-protocol.txt}): for whom a proxy speaks.
 *
 * @param source the client; empty where the proxy speaks for itself, or for somebody without an address
 * @param octets how long the header is
 */
record ProxyHeader(Optional<InetSocketAddress> source, int octets) {
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final byte[] WORD = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final int FIXED = 16;

    /** The longest line of version 1, its CR LF included. */
    private static final int LINE = 107;

    /** Of version 2; what a proxy may add about TLS and itself fits many times. */
    private static final int MOST = 4_096;

    private static final int CHECKSUM = 3;

    /**
     * The header at the start of the octets.
     *
     * @return empty as long as it may still become one
     * @throws SyntaxException when it is none, or lies about its own length
     */
    static Optional<ProxyHeader> in(ByteBuf octets) throws SyntaxException {
        if (begins(octets, WORD)) return octets.readableBytes() < WORD.length ? Optional.empty() : line(octets);
        if (!begins(octets, SIGNATURE)) throw new SyntaxException("no PROXY header");
        return octets.readableBytes() < FIXED ? Optional.empty() : binary(octets);
    }

    /** Whether it begins like this as far as it has come. */
    private static boolean begins(ByteBuf octets, byte[] start) {
        int length = Math.min(start.length, octets.readableBytes());
        for (int i = 0; i < length; i++) if (octets.getByte(octets.readerIndex() + i) != start[i]) return false;
        return true;
    }

    private static Optional<ProxyHeader> line(ByteBuf octets) throws SyntaxException {
        int end = octets.bytesBefore(Math.min(LINE, octets.readableBytes()), (byte) '\n');
        if (end < 0 && octets.readableBytes() >= LINE) throw new SyntaxException("a PROXY line without end");
        if (end < 0) return Optional.empty();
        String line = octets.toString(octets.readerIndex(), end, StandardCharsets.ISO_8859_1);
        if (!line.endsWith("\r")) throw new SyntaxException("a PROXY line ends with CR LF");
        String[] words = line.substring(0, line.length() - 1).split(" ", -1);
        return Optional.of(new ProxyHeader(source(words), end + 1));
    }

    private static Optional<InetSocketAddress> source(String[] words) throws SyntaxException {
        if (words[1].equals("UNKNOWN")) return Optional.empty();
        boolean six = words[1].equals("TCP6");
        if (words.length != 6 || !six && !words[1].equals("TCP4")) throw new SyntaxException("not a PROXY line");
        InetSocketAddress source = socket(words[2], words[4], six);
        socket(words[3], words[5], six);
        return Optional.of(source);
    }

    private static InetSocketAddress socket(String address, String port, boolean six) throws SyntaxException {
        boolean plain = address.indexOf('/') < 0 && six == address.indexOf(':') >= 0;
        boolean digits = port.equals("0") || !port.startsWith("0");
        if (!plain || !digits) throw new SyntaxException("not an address of its family");
        return new InetSocketAddress(AddressRange.parse(address).first(), (int) Ascii.number(port, 65_535));
    }

    private static Optional<ProxyHeader> binary(ByteBuf octets) throws SyntaxException {
        int at = octets.readerIndex();
        int command = octets.getUnsignedByte(at + 12);
        int family = octets.getUnsignedByte(at + 13);
        int length = octets.getUnsignedShort(at + 14);
        if (command != 0x20 && command != 0x21) throw new SyntaxException("not a command of PROXY version 2");
        if (FIXED + length > MOST) throw new SyntaxException("a PROXY header that is too long");
        int addresses = addressOctets(family);
        if (length < addresses) throw new SyntaxException("a PROXY header shorter than its addresses");
        if (octets.readableBytes() < FIXED + length) return Optional.empty();
        byte[] header = new byte[FIXED + length];
        octets.getBytes(at, header);
        checkAdditions(header, FIXED + addresses);
        boolean tcp = family == 0x11 || family == 0x21;
        Optional<InetSocketAddress> source =
                command == 0x21 && tcp ? Optional.of(source(header, addresses)) : Optional.empty();
        return Optional.of(new ProxyHeader(source, header.length));
    }

    /** Two addresses and two ports; a family that nobody knows has none that could be read. */
    private static int addressOctets(int family) throws SyntaxException {
        return switch (family) {
            case 0x00 -> 0;
            case 0x11, 0x12 -> 12;
            case 0x21, 0x22 -> 36;
            case 0x31, 0x32 -> 216;
            default -> throw new SyntaxException("not a family of PROXY version 2");
        };
    }

    private static InetSocketAddress source(byte[] header, int addresses) throws SyntaxException {
        int width = (addresses - 4) / 2;
        int port = (header[FIXED + 2 * width] & 0xff) << 8 | header[FIXED + 2 * width + 1] & 0xff;
        try {
            byte[] address = Arrays.copyOfRange(header, FIXED, FIXED + width);
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new SyntaxException("not an address");
        }
    }

    /** What stands behind the addresses: type, length, value, to the very end; a checksum has to be right. */
    private static void checkAdditions(byte[] header, int from) throws SyntaxException {
        int at = from;
        while (at < header.length) {
            if (at + 3 > header.length) throw new SyntaxException("an addition of PROXY is cut short");
            int length = (header[at + 1] & 0xff) << 8 | header[at + 2] & 0xff;
            if (at + 3 + length > header.length) throw new SyntaxException("an addition of PROXY is cut short");
            if (header[at] == CHECKSUM) checkSum(header, at + 3, length);
            at += 3 + length;
        }
    }

    private static void checkSum(byte[] header, int at, int length) throws SyntaxException {
        if (length != 4) throw new SyntaxException("not a checksum of PROXY");
        byte[] blank = header.clone();
        Arrays.fill(blank, at, at + 4, (byte) 0);
        CRC32C sum = new CRC32C();
        sum.update(blank);
        long told = 0;
        for (int i = at; i < at + 4; i++) told = told << 8 | header[i] & 0xff;
        if (told != sum.getValue()) throw new SyntaxException("the checksum of PROXY is wrong");
    }
}

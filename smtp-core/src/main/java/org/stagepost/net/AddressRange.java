package org.stagepost.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** Addresses that begin with the same bits, written {@code 192.0.2.0/24} or {@code 2001:db8::/32} (RFC 4632, RFC 4291 2.3). */
public record AddressRange(InetAddress first, int bits) {
    /** @throws SyntaxException when the text is neither an address nor one with the number of its bits that count */
    public static AddressRange parse(String text) throws SyntaxException {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        int width = address.getAddress().length * 8;
        int bits = slash < 0 ? width : (int) Ascii.number(text.substring(slash + 1), width);
        return new AddressRange(address, bits);
    }

    /** Only a literal: a name would be looked up. */
    private static InetAddress address(String text) throws SyntaxException {
        boolean literal = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            literal &= c == '.' || c == ':' || Character.digit(c, 16) >= 0 && c < 128;
        }
        literal &= text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3;
        try {
            if (literal) return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new SyntaxException("not an address: " + text);
        }
        throw new SyntaxException("a network is written 192.0.2.0/24 or 2001:db8::/32");
    }

    public boolean contains(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) return false;
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) return false;
        }
        return true;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}

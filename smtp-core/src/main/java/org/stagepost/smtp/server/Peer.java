package org.stagepost.smtp.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Connection;
import org.stagepost.net.TlsSession;

/**
 * The other end of a connection, before it has said anything.
 *
 * @param address where it speaks from; the loopback address for a Unix socket
 * @param tls what TLS agreed on, once it is on
 */
public record Peer(InetAddress address, Way way, Optional<TlsSession> tls) {
    /** How it came to us. */
    public enum Way {
        TCP,
        UNIX
    }

    static Peer of(Connection connection) {
        return new Peer(connection.remoteAddress(), connection.isUnix() ? Way.UNIX : Way.TCP, connection.tls());
    }

    /**
     * The client that a trusted proxy names: {@code 192.0.2.1} or {@code IPV6:2001:db8::1}.
     *
     * @throws SyntaxException when that is no address
     */
    Peer at(String address) throws SyntaxException {
        boolean six = Ascii.upper(address).startsWith("IPV6:");
        String literal = six ? address.substring(5) : address;
        if (six != literal.indexOf(':') >= 0 || literal.indexOf('/') >= 0) throw new SyntaxException("not an address");
        return new Peer(AddressRange.parse(literal).first(), Way.TCP, tls);
    }

    /** The same, also one that a proxy has named, with what TLS it is under by now. */
    Peer under(Optional<TlsSession> now) {
        return new Peer(address, way, now);
    }

    /** The address as a Received field has it: {@code 192.0.2.1} or {@code IPv6:2001:db8::1}; empty on a Unix socket. */
    public Optional<String> literal() {
        if (way == Way.UNIX) return Optional.empty();
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        String plain = scope < 0 ? text : text.substring(0, scope);
        return Optional.of(address instanceof Inet6Address ? "IPv6:" + plain : plain);
    }

    @Override
    public String toString() {
        return literal().map(text -> "[" + text + "]").orElse("local socket");
    }
}

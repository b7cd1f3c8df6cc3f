package org.stagepost.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** Where a listener listens or a next hop is spoken to: {@code 127.0.0.1:25}, {@code [::1]:25}, {@code :25}, {@code unix:/path}. */
public sealed interface Endpoint {
    /** A TCP port; an empty host means every address of this machine. */
    record Tcp(String host, int port) implements Endpoint {
        /** The socket address; a host that is no literal is looked up by the system. */
        public InetSocketAddress address() throws UnknownHostException {
            return host.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.getByName(host), port);
        }

        /** Whether only this machine can reach it; judged by what is written: a name may mean another address tomorrow. */
        public boolean isLoopback() {
            String name = Ascii.lower(host);
            boolean digitsAndDots = name.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
            return name.equals("localhost") || name.equals("::1") || digitsAndDots && name.startsWith("127.");
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A Unix domain socket, open to its owner only. */
    record Unix(Path path) implements Endpoint {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** @throws SyntaxException when the text is none of the forms */
    static Endpoint parse(String text) throws SyntaxException {
        if (text.startsWith("unix:") && text.length() > 5) return new Unix(Path.of(text.substring(5)));
        int colon = text.lastIndexOf(':');
        if (colon < 0) throw new SyntaxException("an endpoint is written host:port, :port or unix:/path");
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        else if (host.indexOf(':') >= 0) throw new SyntaxException("an IPv6 address stands in brackets: [::1]:25");
        return new Tcp(host, (int) Ascii.number(text.substring(colon + 1), 65_535));
    }
}

package org.stagepost.smtp.client;

import java.net.InetAddress;
import java.util.Optional;
import org.stagepost.net.Endpoint;

/**
 * One next server, and how to speak with it.
 *
 * @param ourName what we call ourselves in the hello
 * @param login proves us to one of our own stages; nobody else is ever told
 * @param from the address to speak from; empty for whatever the system takes
 * @param logins whether it hears who has submitted a message
 */
public record Hop(
        Protocol protocol,
        Endpoint to,
        String ourName,
        Security security,
        Optional<Credentials> login,
        Optional<InetAddress> from,
        Logins logins) {
    /** Which of the two it speaks. */
    public enum Protocol {
        /** RFC 5321: one reply for a message. */
        SMTP("EHLO"),
        /** RFC 2033: one reply for each recipient. */
        LMTP("LHLO");

        private final String hello;

        Protocol(String hello) {
            this.hello = hello;
        }

        String hello() {
            return hello;
        }
    }

    /** Whose login has submitted a message is told to our own stages, and to nobody else (RFC 4954 section 5). */
    public enum Logins {
        UNTOLD,
        TOLD
    }

    /** In plain text and without a login. */
    public static Hop to(Protocol protocol, Endpoint endpoint, String ourName) {
        return new Hop(protocol, endpoint, ourName, Security.NONE, Optional.empty(), Optional.empty(), Logins.UNTOLD);
    }

    public Hop with(Security other) {
        return new Hop(protocol, to, ourName, other, login, from, logins);
    }

    public Hop as(Credentials credentials) {
        return new Hop(protocol, to, ourName, security, Optional.of(credentials), from, logins);
    }

    public Hop from(InetAddress address) {
        return new Hop(protocol, to, ourName, security, login, Optional.of(address), logins);
    }

    /** The same where the next server is a stage of ours. */
    public Hop tellingLogins() {
        return new Hop(protocol, to, ourName, security, login, from, Logins.TOLD);
    }
}

package org.stagepost.smtp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Domain;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;

/** A line that a client says, as the {@link SmtpParser} understood it. */
public sealed interface SmtpCommand {
    /** Who the client is (RFC 5321 4.1.1.1). */
    record Helo(String name) implements SmtpCommand {}

    /** Who the client is, and that it speaks extensions (RFC 5321 4.1.1.1). */
    record Ehlo(String name) implements SmtpCommand {}

    /** EHLO of LMTP (RFC 2033 4.1). */
    record Lhlo(String name) implements SmtpCommand {}

    /**
     * Begins a mail transaction (RFC 5321 4.1.1.2).
     *
     * @param submitter AUTH=, who is said to have submitted it first (RFC 4954 section 5); believed of our own stages alone
     */
    record Mail(ReversePath from, MailOptions options, Optional<String> submitter) implements SmtpCommand {}

    /**
     * Names one recipient (RFC 5321 4.1.1.3).
     *
     * @param international whether the line has characters beyond ASCII: in the local part, the domain, or ORCPT
     */
    record Rcpt(Recipient to, boolean international) implements SmtpCommand {}

    /** Announces the message (RFC 5321 4.1.1.4). */
    record Data() implements SmtpCommand {}

    /** Gives the transaction up (RFC 5321 4.1.1.5). */
    record Rset() implements SmtpCommand {}

    /**
     * A trusted proxy says for whom it speaks (Postfix's XCLIENT_README).
     *
     * @param attributes by their names in upper case, decoded; those that are not available are left out
     */
    record Xclient(Map<String, String> attributes) implements SmtpCommand {
        /** What is made use of, and so what is offered. */
        public static final List<String> OFFERED = List.of("ADDR", "LOGIN");

        /** All that there are; the others are taken too, for not every proxy looks at the offer. */
        public static final List<String> NAMES =
                List.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT");

        public Xclient {
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * Asks whether a name or an address is somebody here (RFC 5321 4.1.1.6); few are told (7.3).
     *
     * @param smtpUtf8 whether the answer may hold letters beyond ASCII (RFC 6531 3.7.4.2)
     */
    record Vrfy(String who, boolean smtpUtf8) implements SmtpCommand {}

    /**
     * Asks whom a list stands for (RFC 5321 4.1.1.7); fewer are told.
     *
     * @param smtpUtf8 as above
     */
    record Expn(String list, boolean smtpUtf8) implements SmtpCommand {}

    /** Asks what commands there are (RFC 5321 4.1.1.8). */
    record Help() implements SmtpCommand {}

    /** Asks for a sign of life (RFC 5321 4.1.1.9). */
    record Noop() implements SmtpCommand {}

    /** Ends the dialogue (RFC 5321 4.1.1.10). */
    record Quit() implements SmtpCommand {}

    /** Asks for TLS (RFC 3207 section 4). */
    record StartTls() implements SmtpCommand {}

    /**
     * Logs in (RFC 4954 section 4).
     *
     * @param mechanism in upper case
     * @param initial the initial response as it stands on the line: base 64, or {@code =} for an empty one
     */
    record Auth(String mechanism, Optional<String> initial) implements SmtpCommand {}

    /**
     * Announces octets of a message in the midst of commands (RFC 3030 section 2).
     *
     * @param octets how many stand behind the line; {@link Long#MAX_VALUE} also where the number is larger
     * @param last whether the message ends with them
     */
    record Bdat(long octets, boolean last) implements SmtpCommand {}

    /** BDAT that does not say how many octets there are: nobody knows where the next command begins. */
    record Uncounted() implements SmtpCommand {}

    /**
     * Asks for the queue of a host to be started (RFC 1985 section 5).
     *
     * @param node a domain, or with {@link Scope#QUEUE} a name that only the server knows
     */
    record Etrn(Scope scope, String node) implements SmtpCommand {
        /** What the option character before the node means (5.3). */
        public enum Scope {
            NODE,
            SUBDOMAINS,
            QUEUE
        }
    }

    /**
     * Asks for the roles to be turned round, so that the server sends what it keeps for these domains (RFC 2645 5.2.1).
     *
     * @param domains none for all that the login may have
     */
    record Atrn(List<Domain> domains) implements SmtpCommand {
        public Atrn {
            domains = List.copyOf(domains);
        }
    }

    /** A command of some standard that nobody here follows: TURN and the like. */
    record Unimplemented() implements SmtpCommand {}

    /** No command of any standard. */
    record Unknown() implements SmtpCommand {}

    /** The first line of another protocol: a browser that was lured here (RFC 9325 section 3.7). */
    record Foreign() implements SmtpCommand {}

    /** A command whose arguments do not follow the grammar, and the reply that says so. */
    record Malformed(Reply reply) implements SmtpCommand {}
}

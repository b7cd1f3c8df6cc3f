package org.stagepost.smtp;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.sasl.Step.Refusal;

/** Every reply that the dialogue itself gives, by name (RFC 5321 4.2.3, RFC 3463, RFC 5248, RFC 4954 section 6). */
public final class Replies {
    public static final Reply HELP =
            Reply.of(214, "2.0.0", "RFC 5321 is spoken here; mail for a human goes to postmaster");
    public static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "ready for TLS");
    public static final Reply BYE = Reply.of(221, "2.0.0", "bye");
    public static final Reply LOGGED_IN = Reply.of(235, "2.7.0", "welcome");
    public static final Reply OK = Reply.of(250, "2.0.0", "ok");
    public static final Reply SENDER_OK = Reply.of(250, "2.1.0", "sender ok");
    public static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "recipient ok");
    public static final Reply NOT_TOLD = Reply.of(252, "2.0.0", "send some mail and see");
    public static final Reply NOT_TOLD_IN_ASCII =
            Reply.of(252, "2.6.8", "the answer needs UTF-8, ask again with SMTPUTF8");
    public static final Reply GO_AHEAD = Reply.of(354, "", "end the message with a line of one dot");

    public static final Reply IDLE = Reply.of(421, "4.4.2", "waited too long, closing");
    public static final Reply INTERNAL_ERROR = Reply.of(421, "4.3.0", "something failed here, closing");
    public static final Reply REVOKED = Reply.of(421, "4.7.0", "this login has ended, closing");
    public static final Reply STOPPING = Reply.of(421, "4.3.2", "stopping now, try again later");
    public static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "too many errors, closing");
    public static final Reply TOO_MANY_CONNECTIONS = Reply.of(421, "4.7.0", "too many connections, try again later");
    public static final Reply TOO_MANY_SESSIONS =
            Reply.of(421, "4.7.0", "too many sessions of this account, try again later");
    public static final Reply ENDLESS = Reply.of(421, "4.7.0", "more octets than anybody takes, closing");
    public static final Reply WRONG_PROTOCOL = Reply.of(421, "4.7.0", "this is a mail server, closing");
    public static final Reply NOT_STORED = Reply.of(451, "4.3.0", "the message could not be kept, try again later");
    public static final Reply LOGIN_UNAVAILABLE = Reply.of(454, "4.7.0", "no login now, try again later");
    public static final Reply OTHERS_REFUSED =
            Reply.of(451, "4.5.0", "not sent, because another recipient was refused");
    public static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "no more recipients in this transaction");

    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "line too long");
    public static final Reply LOGIN_LINE_TOO_LONG = Reply.of(500, "5.5.6", "line too long");
    public static final Reply UNRECOGNIZED = Reply.of(500, "5.5.2", "what is that?");
    public static final Reply NOT_HERE = Reply.of(500, "5.5.1", "not in this protocol");
    public static final Reply LOGIN_MALFORMED = Reply.of(501, "5.5.2", "that is no response of this mechanism");
    public static final Reply LOGIN_OUT_OF_TURN = Reply.of(501, "5.7.0", "this mechanism begins with our challenge");
    public static final Reply LOGIN_CANCELLED = Reply.of(501, "5.7.0", "login given up");
    public static final Reply NO_ARGUMENT = Reply.of(501, "5.5.4", "this command takes no argument");
    public static final Reply UNCOUNTED =
            Reply.of(501, "5.5.4", "BDAT says how many octets follow, and nothing but LAST behind that, closing");
    public static final Reply NOTHING_BEHIND_STARTTLS =
            Reply.of(501, "5.5.4", "nothing may follow STARTTLS before the handshake, closing");
    static final Reply BAD_PRIORITY = Reply.of(501, "5.5.2", "MT-PRIORITY= is followed by a number from -9 to 9");
    public static final Reply UNIMPLEMENTED = Reply.of(502, "5.5.1", "not here");
    public static final Reply HELLO_FIRST = Reply.of(503, "5.5.1", "say hello first");
    public static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "MAIL comes first");
    public static final Reply RCPT_FIRST = Reply.of(503, "5.5.1", "no recipient has been accepted");
    public static final Reply ONE_AT_A_TIME = Reply.of(503, "5.5.1", "a transaction is open already");
    public static final Reply NO_DATA_WITH_CHUNKS = Reply.of(503, "5.5.1", "this message comes by BDAT");
    public static final Reply CHUNK_FAILED = Reply.of(503, "5.5.1", "a chunk before this one failed: RSET first");
    public static final Reply NOT_NOW = Reply.of(503, "5.5.1", "not at this point");
    public static final Reply TLS_ALREADY = Reply.of(503, "5.5.1", "TLS is on already");
    public static final Reply LOGGED_IN_ALREADY = Reply.of(503, "5.5.1", "logged in already");
    public static final Reply UNKNOWN_MECHANISM = Reply.of(504, "5.5.4", "no such mechanism here");
    public static final Reply LOGIN_FIRST = Reply.of(530, "5.7.0", "log in first");
    public static final Reply LOGIN_REFUSED = Reply.of(535, "5.7.8", "name or password is wrong");
    public static final Reply TLS_FIRST = Reply.of(538, "5.7.11", "a login needs TLS: STARTTLS first");
    public static final Reply BARE_LINE_END =
            Reply.of(550, "5.5.2", "the message has a CR or LF of its own; lines end with both");
    public static final Reply TOO_BIG = Reply.of(552, "5.3.4", "the message is too big");
    public static final Reply HEADER_TOO_BIG = Reply.of(552, "5.3.4", "the header is too big");
    public static final Reply FIELD_TOO_BIG = Reply.of(552, "5.3.4", "a field of the header is too big");
    public static final Reply NEEDS_SMTPUTF8 = Reply.of(553, "5.6.7", "such an address needs SMTPUTF8");
    public static final Reply SPOKE_TOO_EARLY = Reply.of(554, "5.5.0", "you spoke before it was your turn, closing");
    public static final Reply NUL = Reply.of(554, "5.6.0", "the message has a NUL octet");
    public static final Reply EIGHT_BIT_HEADER = Reply.of(554, "5.6.0", "8-bit octets in the header need SMTPUTF8");
    /** RFC 6531 3.5 and section 4. */
    public static final Reply INTERNATIONAL_HEADER =
            Reply.of(554, "5.6.9", "the header has addresses that need SMTPUTF8");

    public static final Reply TOO_MANY_HOPS = Reply.of(554, "5.4.6", "too many hops: the message is in a loop");

    public static final Reply HELD_TOO_LONG = Reply.of(501, "5.5.4", "no message is held here that long");
    public static final Reply HELD_UNTIL_PAST = Reply.of(501, "5.5.4", "the moment to release it is over");
    public static final Reply HELD_BEYOND_DEADLINE =
            Reply.of(501, "5.5.4", "it would be released only when it has to be delivered");

    private Replies() {}

    /** RFC 2852 4.1.4.1: fewer seconds than we have said that we need. */
    public static Reply tooSoon(long least) {
        return Reply.of(555, "5.5.4", "BY= with R leaves too little time: at least " + least + " seconds, please");
    }

    public static Reply greeting(String hostName, String protocol) {
        return Reply.of(220, "", hostName + " " + protocol + " Stagepost");
    }

    /** The answer to a hello: our name, and a line for each extension (RFC 5321 4.1.1.1). */
    public static Reply hello(String hostName, List<String> extensions) {
        List<String> lines = new ArrayList<>(extensions.size() + 1);
        lines.add(hostName);
        lines.addAll(extensions);
        return new Reply(250, EnhancedStatus.NONE, lines);
    }

    /** A chunk has come, and is not the last one (RFC 3030 section 2). */
    public static Reply chunk(long octets) {
        return Reply.of(250, "2.0.0", octets + " octets received");
    }

    /** Responsibility has passed to us; the id is what every stage reports under and what our Received field carries. */
    public static Reply queued(TraceId id) {
        return Reply.of(250, "2.0.0", "queued as " + id);
    }

    /** A challenge of a login mechanism, in base 64 (RFC 4954 section 4). */
    public static Reply challenge(String base64) {
        return Reply.of(334, "", base64);
    }

    /** Why a login was refused (RFC 4954 section 6). */
    public static Reply refused(Refusal refusal) {
        return switch (refusal) {
            case INVALID_CREDENTIALS, NOT_AUTHORIZED -> LOGIN_REFUSED;
            case MALFORMED -> LOGIN_MALFORMED;
            case OUT_OF_TURN -> LOGIN_OUT_OF_TURN;
            case CANCELLED -> LOGIN_CANCELLED;
            case TEMPORARY -> LOGIN_UNAVAILABLE;
        };
    }

    /** A line that is no line of text. */
    public static Reply broken(SyntaxException how) {
        return Reply.of(500, "5.5.2", String.valueOf(how.getMessage()));
    }

    /** An argument that a grammar lets pass and its meaning does not. */
    public static Reply badValue(SyntaxException how) {
        return Reply.of(501, "5.5.4", String.valueOf(how.getMessage()));
    }

    static Reply badArgument(String what) {
        return Reply.of(501, "5.5.4", what);
    }

    static Reply badSender(SyntaxException how) {
        return Reply.of(501, "5.1.7", String.valueOf(how.getMessage()));
    }

    static Reply badRecipient(SyntaxException how) {
        return Reply.of(501, "5.1.3", String.valueOf(how.getMessage()));
    }

    static Reply unknownParameter(String keyword) {
        return Reply.of(555, "5.5.4", "parameter " + keyword + " is not known here");
    }
}

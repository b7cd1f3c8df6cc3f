package org.stagepost.smtp.client;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.dialogue.Recorder;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Outcome;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Connection;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.net.TlsSession;
import org.stagepost.sasl.Base64Text;
import org.stagepost.sasl.SaslClient;
import org.stagepost.smtp.Extension;

/**
 * A connection to one server, introduced and ready for one message after the other. Belongs to one thread at a time. Its
 * timers are those of RFC 5321 4.5.3.2. Long because it is the connection of everything that is said over it; a message's
 * transaction is told in {@link Transaction}.
 */
public final class SmtpClient implements Closeable {
    private static final Duration COMMAND = Duration.ofMinutes(5);
    private static final int CHALLENGE = 334;
    private static final int BAD_SEQUENCE = 503;
    private static final int CHUNK_PART = 32 * 1024;
    private static final Duration RESET = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(20);

    private final Hop hop;
    private final Connection connection;
    private final Recorder recorder = new Recorder();
    private final ReplyReader replies;
    private final String address;
    private Offered offered = Offered.NOTHING;
    private String serverName = "";
    private Optional<Reply> last = Optional.empty();
    private boolean usable = true;
    private boolean unanswered;
    private boolean outOfStep;
    private boolean answeredBefore;
    private int transactions;

    private SmtpClient(Hop hop, Connection connection) {
        this.hop = hop;
        this.connection = connection;
        this.replies = new ReplyReader(connection, recorder);
        this.address = connection.isUnix()
                ? hop.to().toString()
                : "[" + connection.remoteAddress().getHostAddress() + "]";
    }

    /**
     * Connects, says hello, starts TLS and logs in, as the hop wants it.
     *
     * @throws HopException when this server takes nothing from us now; its reply is permanent only if the server's was
     */
    public static SmtpClient open(Network network, Hop hop) throws HopException {
        SmtpClient client = new SmtpClient(hop, connect(network, hop));
        try {
            client.introduce();
            return client;
        } catch (TlsFailure failure) {
            client.abort();
            if (hop.security().use() != Security.Use.IF_OFFERED) throw failure.refusal();
            return open(network, hop.with(Security.NONE));
        } catch (HopException refused) {
            client.close();
            throw refused;
        } catch (IOException | SyntaxException e) {
            client.abort();
            throw new HopException(client.trouble(e), e);
        }
    }

    /**
     * Becomes the client on a connection that the other side has opened, and whose roles it has had turned round (RFC 2645
     * section 5.3): hears its greeting and says hello. TLS and logins have been settled before.
     *
     * @throws HopException when nothing can be sent over it
     */
    public static SmtpClient turned(Connection connection, String ourName) throws HopException {
        Endpoint peer =
                new Endpoint.Tcp(connection.remoteAddress().getHostAddress(), Math.max(0, connection.remotePort()));
        SmtpClient client = new SmtpClient(Hop.to(Hop.Protocol.SMTP, peer, ourName), connection);
        try {
            client.introduce();
            return client;
        } catch (HopException refused) {
            client.close();
            throw refused;
        } catch (IOException | SyntaxException e) {
            client.abort();
            throw new HopException(client.trouble(e), e);
        }
    }

    private static Connection connect(Network network, Hop hop) throws HopException {
        try {
            return network.connect(hop.to(), hop.from(), COMMAND);
        } catch (IOException e) {
            throw new HopException(Trouble.unreachable(hop.to(), String.valueOf(e.getMessage())), e);
        }
    }

    private void introduce() throws IOException, SyntaxException {
        boolean implicit = hop.security().use() == Security.Use.FROM_THE_START;
        if (implicit) handshake();
        require(hear(COMMAND));
        hello();
        if (hop.security().use() != Security.Use.NEVER && !implicit) secure();
        if (hop.login().isPresent()) login(hop.login().get());
        recorder.mark();
    }

    /** EHLO or LHLO; a server of the last century that does not know EHLO gets HELO (RFC 5321 3.2). */
    private void hello() throws IOException, SyntaxException {
        Reply reply = ask(hop.protocol().hello() + " " + hop.ourName());
        boolean old = reply.permanent() && hop.protocol() == Hop.Protocol.SMTP;
        if (old) require(ask("HELO " + hop.ourName()));
        else require(reply);
        offered = old ? Offered.NOTHING : Offered.in(reply);
        if (!old) serverName = word(reply.lines().get(0));
    }

    private static String word(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    private void secure() throws IOException, SyntaxException {
        if (!offered.has(Extension.STARTTLS)) {
            if (hop.security().use() == Security.Use.ALWAYS) throw new HopException(Trouble.NO_TLS);
            return;
        }
        Reply reply = ask("STARTTLS");
        if (!reply.positive()) throw new TlsFailure(new HopException(Trouble.tlsFailed(hop.to(), reply.toString())));
        handshake();
        hello();
    }

    private void handshake() throws TlsFailure {
        try {
            connection.startTls(
                    hop.security().tls().orElseThrow(), hop.security().serverName());
        } catch (IOException e) {
            throw new TlsFailure(new HopException(Trouble.tlsFailed(hop.to(), reason(e)), e));
        }
        recorder.event("TLS");
    }

    /** A TLS library wraps what a person could understand in what he could not. */
    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) root = root.getCause();
        return String.valueOf(root.getMessage());
    }

    private void login(Credentials credentials) throws IOException, SyntaxException {
        Optional<Reply> refusal = Optional.empty();
        for (SaslClient mechanism : new Logins(credentials, connection, hop.security()).among(offered)) {
            Reply reply = begun(mechanism);
            refusal = Optional.of(reply);
            if (reply.permanent() && mechanism.isBound()) continue;
            finish(mechanism, reply);
            return;
        }
        throw new HopException(refusal.orElse(Trouble.NO_LOGIN));
    }

    /** A server may know other bindings than we do, and says so before anything is proved: then it has another mechanism. */
    private Reply begun(SaslClient mechanism) throws IOException, SyntaxException {
        String command = "AUTH " + mechanism.mechanism();
        return ask(mechanism.speaksFirst() ? command + " " + Base64Text.encode(mechanism.initialResponse()) : command);
    }

    private void finish(SaslClient mechanism, Reply first) throws IOException, SyntaxException {
        Reply reply = first;
        while (reply.code() == CHALLENGE)
            reply = ask(Base64Text.encode(mechanism.next(Base64Text.decode(reply.text()))));
        require(reply);
        if (!mechanism.complete()) throw new HopException(Trouble.NO_LOGIN);
    }

    private void require(Reply reply) throws HopException, SyntaxException {
        if (reply.intermediate()) throw new SyntaxException("it asks for more where there is no more");
        if (!reply.positive()) throw new HopException(reply);
    }

    /** Sends a message; every recipient gets a reply whatever happens. What the server's limits part goes in turn (RFC 9422). */
    public Outcome send(Envelope envelope, Message message, Sharing sharing) {
        begin();
        if (sharing == Sharing.ALL_OR_NONE) return new Transaction(this, envelope, message, sharing).run();
        Map<Recipient, Reply> replies = new LinkedHashMap<>();
        for (List<Recipient> portion : Portions.of(envelope.recipients(), offered)) {
            Envelope part = envelope.to(portion);
            answeredBefore = !replies.isEmpty() && isAnswering();
            boolean possible = replies.isEmpty() || isUsable();
            Outcome outcome = possible
                    ? new Transaction(this, part, message, sharing).run()
                    : Outcome.all(part, Trouble.NO_MORE_NOW);
            boolean lost = answeredBefore && outOfStep;
            replies.putAll((lost ? Outcome.all(part, Trouble.NO_MORE_NOW) : outcome).replies());
        }
        return new Outcome(replies);
    }

    private void begin() {
        answeredBefore = false;
        recorder.rewind();
        last = Optional.empty();
        unanswered = false;
        outOfStep = false;
    }

    /** Asks by MAIL, RCPT and RSET whether a recipient would be taken, and leaves it at that. */
    public Reply ask(Envelope envelope, Recipient recipient) {
        return callAhead(envelope, recipient).reply();
    }

    /** The same, and which of the two the reply is to. */
    public CallAhead.Answer callAhead(Envelope envelope, Recipient recipient) {
        begin();
        return new Question(this, envelope, recipient).run();
    }

    /** Why a message that requires TLS may not go over this connection; empty when it may (RFC 8689 4.2.1). */
    public Optional<Reply> unprotected(Envelope envelope) {
        return Fitness.unprotected(envelope, this);
    }

    public Offered offered() {
        return offered;
    }

    public Hop hop() {
        return hop;
    }

    /** What the server calls itself in its reply to the hello; empty when it has not said. */
    public String serverName() {
        return serverName;
    }

    /** The server for the trace: the name that it gave itself, and its address. */
    public String server() {
        return serverName.isEmpty() ? address : serverName + " " + address;
    }

    public Optional<TlsSession> tls() {
        return connection.tls();
    }

    /** What was said: the introduction, and the last message's transaction. */
    public List<String> dialogue() {
        return recorder.lines();
    }

    /** Whether the last message was sent to its end and not answered: then it may have been taken all the same. */
    public boolean mayComeTwice() {
        return unanswered;
    }

    /**
     * Hears the reply to MAIL. A "not at this point" (503) is about this connection and not about the message: somewhere the
     * two sides have lost each other, and the server may yet take what follows for a part of something else.
     */
    Reply hearMail() throws IOException, SyntaxException {
        Reply reply = hear();
        transactions++;
        outOfStep = reply.code() == BAD_SEQUENCE;
        return reply;
    }

    /** Whether the server has taken the last MAIL for a command out of its place. */
    boolean isOutOfStep() {
        return outOfStep;
    }

    /**
     * Makes it ready for another message (RFC 5321 4.1.1.5), or ends it. What the server has said before is its word in either
     * case but one.
     *
     * @throws SyntaxException when it now asks for a message: that is its reply to DATA, so all before it were to others
     */
    void reset() throws SyntaxException {
        if (!isUsable()) {
            abort();
            return;
        }
        try {
            say("RSET");
        } catch (IOException e) {
            abort();
            return;
        }
        hearReset();
    }

    /** The second half of {@link #reset}. */
    void hearReset() throws SyntaxException {
        Optional<Reply> verdict = last;
        boolean late = false;
        try {
            Reply reply = hear(RESET);
            late = reply.intermediate();
            if (!reply.positive()) abort();
        } catch (IOException | SyntaxException e) {
            abort();
        } finally {
            last = verdict;
        }
        if (late) throw new SyntaxException("a reply that belongs to another command");
    }

    /** The last message's end gets no answer any more. */
    void leaveUnanswered() {
        unanswered = true;
    }

    /**
     * Whether another message can be sent; false after a dialogue that broke off, when the server has spoken or left, or when
     * it takes no more in one session (RFC 9422 section 4.1).
     */
    public boolean isUsable() {
        try {
            return usable && transactions < offered.transactions() && !connection.awaitInput(Duration.ZERO);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether the server has said anything about the last message: when not, the connection was dead already, or the server
     * was at some other point than we are.
     */
    public boolean isAnswering() {
        return answeredBefore
                || !outOfStep && last.filter(reply -> reply.code() != 421).isPresent();
    }

    /** A farewell (RFC 5321 4.1.1.10), if one is still possible. */
    @Override
    public void close() {
        try {
            if (!usable) return;
            say("QUIT");
            hear(FAREWELL);
        } catch (IOException | SyntaxException e) {
            // Nothing is lost: every message has had its reply.
        } finally {
            abort();
        }
    }

    /** Ends it without a word. */
    void abort() {
        usable = false;
        connection.close();
    }

    Reply ask(String line) throws IOException, SyntaxException {
        return ask(line, COMMAND);
    }

    Reply ask(String line, Duration patience) throws IOException, SyntaxException {
        say(line);
        return hear(patience);
    }

    void say(String line) throws IOException, SyntaxException {
        if (!CommandLines.isWritable(line)) throw new HopException(Trouble.UNWRITABLE);
        recorder.client(line);
        connection.write(Ascii.octets(line));
        connection.write("\r\n");
    }

    Reply hear() throws IOException, SyntaxException {
        return hear(COMMAND);
    }

    Reply hear(Duration patience) throws IOException, SyntaxException {
        connection.flushNow();
        Reply reply = replies.read(patience);
        last = Optional.of(reply);
        return reply;
    }

    /** Hears what the server says unasked behind a message, which takes nothing back of what it has said to it. */
    Reply hearUnasked(Duration patience) throws IOException, SyntaxException {
        Optional<Reply> verdict = last;
        try {
            return hear(patience);
        } finally {
            last = verdict;
        }
    }

    /** The message's octets and the final dot; the dot is never sent behind a message that could not be read to its end. */
    void sayBody(Message message, Duration patience) throws IOException {
        connection.timeout(patience);
        OutputStream out = connection.dotStuffed();
        message.writeTo(out);
        out.close();
        recorder.event("# a message of " + message.size() + " octets");
        recorder.client(".");
    }

    /** A chunk of so many octets (RFC 3030 section 2). @throws IOException also where there are fewer: the server still waits */
    void sayChunk(InputStream octets, long count, boolean last, Duration patience) throws IOException, SyntaxException {
        say("BDAT " + count + (last ? " LAST" : ""));
        connection.timeout(patience);
        byte[] part = new byte[CHUNK_PART];
        for (long left = count; left > 0; ) {
            int read = octets.read(part, 0, (int) Math.min(left, part.length));
            if (read < 0) throw new EOFException("the message is shorter than it was");
            connection.write(part, 0, read);
            left -= read;
        }
    }

    /** Whether the server says something although nothing is asked. */
    boolean isSpeaking() {
        return connection.inputBuffered();
    }

    /** What to tell of a dialogue that cannot go on: a 421 that was its last word, or else what happened. */
    Reply trouble(Exception e) {
        if (e instanceof HopException hopException) return hopException.reply();
        if (last.filter(reply -> reply.code() == 421).isPresent()) return last.get();
        String why = String.valueOf(e.getMessage());
        return e instanceof SyntaxException ? Trouble.confused(hop.to(), why) : Trouble.lost(hop.to(), why);
    }

    /** The handshake failed, and whether that is the end is the hop's to say. */
    private static final class TlsFailure extends IOException {
        private static final long serialVersionUID = 1;

        private final transient HopException refusal;

        TlsFailure(HopException refusal) {
            super(refusal);
            this.refusal = refusal;
        }

        HopException refusal() {
            return refusal;
        }
    }
}

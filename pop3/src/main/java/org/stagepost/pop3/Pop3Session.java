package org.stagepost.pop3;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.StoreException;
import org.stagepost.net.Connection;
import org.stagepost.net.EndedException;
import org.stagepost.net.OtherProtocol;
import org.stagepost.net.Tls;
import org.stagepost.pop3.Pop3Command.Anytime;
import org.stagepost.pop3.Pop3Command.Auth;
import org.stagepost.pop3.Pop3Command.Authorization;
import org.stagepost.pop3.Pop3Command.Capa;
import org.stagepost.pop3.Pop3Command.Pass;
import org.stagepost.pop3.Pop3Command.Quit;
import org.stagepost.pop3.Pop3Command.Stls;
import org.stagepost.pop3.Pop3Command.Transaction;
import org.stagepost.pop3.Pop3Command.Unknown;
import org.stagepost.pop3.Pop3Command.User;
import org.stagepost.pop3.Pop3Reply.Code;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.SaslExchange;
import org.stagepost.sasl.SaslServer;
import org.stagepost.sasl.Step;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refused;

/** One reader's dialogue, from the greeting to QUIT or the end of the connection (RFC 1939). */
final class Pop3Session {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Session.class);
    /** RFC 2449 section 4: 255 octets with the line's end. */
    private static final int MAX_LINE = 253;

    private static final int ERRORS_BEFORE_LOGIN = 3;
    private static final int ERRORS_AFTER_LOGIN = 20;

    /**
     * What every session works with.
     *
     * @param tls what STLS starts
     */
    record Means(Mechanisms mechanisms, Maildrops maildrops, Tls tls, Pop3Config config) {
        @Inject
        Means {
            tls = tls.forLogins().speaking("pop3");
        }
    }

    /** The state of RFC 1939 section 3, with what exists in it; UPDATE lasts only as long as QUIT is answered. */
    private sealed interface State {
        record Authorizing(Optional<String> name) implements State {}

        record Reading(TransactionState transaction) implements State {}
    }

    private final Connection connection;
    private final Means means;
    private State state = new State.Authorizing(Optional.empty());
    private int errorsLeft = ERRORS_BEFORE_LOGIN;
    private boolean open = true;

    Pop3Session(Connection connection, Means means) {
        this.connection = connection;
        this.means = means;
    }

    void converse() throws IOException {
        try {
            say(Pop3Reply.GREETING);
            while (open)
                switch (hear()) {
                    case Anytime command -> anytime(command);
                    case Authorization command -> authorization(command);
                    case Transaction command -> transaction(command);
                }
        } catch (EndedException e) {
            farewell(e);
            if (e.why() == EndedException.Why.INTERRUPTED) throw e;
        } catch (IOException | RuntimeException | Error fault) {
            apologize(fault);
            throw fault;
        } finally {
            if (state instanceof State.Reading(TransactionState transaction)) transaction.close();
        }
    }

    /** In the middle of a message too: without its line of one dot it is none. */
    private void apologize(Throwable fault) {
        try {
            say(Pop3Reply.FAILED);
        } catch (IOException gone) {
            fault.addSuppressed(gone);
        }
    }

    private void anytime(Anytime command) throws IOException {
        switch (command) {
            case Capa capa -> capa();
            case Quit quit -> say(quit());
            case Unknown unknown -> say(Pop3Reply.error(Code.NONE, unknown.problem()));
        }
    }

    private void authorization(Authorization command) throws IOException {
        if (!(state instanceof State.Authorizing(Optional<String> name))) {
            say(Pop3Reply.LOGGED_IN);
            return;
        }
        switch (command) {
            case User user -> say(user(user));
            case Pass pass -> say(pass(pass, name));
            case Auth auth -> say(auth(auth));
            case Stls stls -> stls();
        }
    }

    private void transaction(Transaction command) throws IOException {
        if (state instanceof State.Reading(TransactionState transaction)) transaction.take(command);
        else say(Pop3Reply.LOGIN_FIRST);
    }

    /** Never tells whether the name is known (RFC 1939 section 13, hardening P2). */
    private Pop3Reply user(User user) {
        if (!means.mechanisms().loginAllowed(Channel.of(connection))) return Pop3Reply.TLS_FIRST;
        state = new State.Authorizing(Optional.of(user.name()));
        return Pop3Reply.SEND_PASS;
    }

    private Pop3Reply pass(Pass pass, Optional<String> name) {
        if (!means.mechanisms().loginAllowed(Channel.of(connection))) return Pop3Reply.TLS_FIRST;
        if (name.isEmpty()) return Pop3Reply.USER_FIRST;
        state = new State.Authorizing(Optional.empty());
        return loggedIn(
                means.mechanisms().authenticator().password(name.get(), pass.password(), connection.remoteAddress()));
    }

    /** One line to and fro for each step of the mechanism (RFC 5034 section 4). */
    private Pop3Reply auth(Auth auth) throws IOException {
        Channel channel = Channel.of(connection);
        if (!means.mechanisms().loginAllowed(channel)) return Pop3Reply.TLS_FIRST;
        Optional<SaslServer> server = means.mechanisms().server(auth.mechanism(), channel);
        if (server.isEmpty()) return Pop3Reply.NO_MECHANISM;
        state = new State.Authorizing(Optional.empty());
        try {
            return loggedIn(SaslExchange.run(server.get(), auth.initialResponse(), this::answer));
        } catch (SyntaxException e) {
            return Pop3Reply.MALFORMED;
        }
    }

    private String answer(String challenge) throws IOException, SyntaxException {
        connection.write("+ " + challenge + "\r\n");
        connection.flush();
        return connection.line(SaslExchange.MAX_LINE);
    }

    private Pop3Reply loggedIn(Step step) {
        return switch (step) {
            case Proved(Identity identity) -> open(identity);
            case Refused(Step.Refusal refusal) ->
                switch (refusal) {
                    case INVALID_CREDENTIALS -> Pop3Reply.INVALID;
                    case MALFORMED, OUT_OF_TURN -> Pop3Reply.MALFORMED;
                    case CANCELLED -> Pop3Reply.CANCELLED;
                    case NOT_AUTHORIZED -> Pop3Reply.NOT_AUTHORIZED;
                    case TEMPORARY -> Pop3Reply.TRY_LATER;
                };
            case Step.Challenge challenge -> Pop3Reply.MALFORMED;
        };
    }

    private Pop3Reply open(Identity identity) {
        try {
            Optional<Maildrop> maildrop = means.maildrops().open(identity);
            if (maildrop.isEmpty()) return Pop3Reply.IN_USE;
            TransactionState transaction = new TransactionState(maildrop.get(), connection, this::say);
            state = new State.Reading(transaction);
            errorsLeft = ERRORS_AFTER_LOGIN;
            connection.onlyWhile(means.mechanisms().authenticator().standing(identity));
            connection.timeout(means.config().idle());
            connection.becomeKnown();
            LOG.info("{} reads from {}", identity, connection.remoteAddress().getHostAddress());
            return Pop3Reply.ok(transaction.summary());
        } catch (StoreException e) {
            LOG.error("The mailbox of {} cannot be opened", identity, e);
            boolean later = e.reason() != StoreException.Reason.CORRUPTION;
            return Pop3Reply.error(later ? Code.SYS_TEMP : Code.SYS_PERM, "your mailbox cannot be opened");
        }
    }

    /** TLS from here on, and everything heard before is forgotten (RFC 2595 section 4). */
    private void stls() throws IOException {
        if (!stlsOffered()) {
            say(Pop3Reply.NO_TLS);
            return;
        }
        state = new State.Authorizing(Optional.empty());
        try {
            connection.startTls(means.tls(), Pop3Reply.ok("begin TLS").toString());
        } catch (IOException e) {
            if (connection.tls().isPresent()) throw e;
            say(Pop3Reply.INJECTED);
            open = false;
        }
    }

    private boolean stlsOffered() {
        return connection.tls().isEmpty() && state instanceof State.Authorizing;
    }

    private void capa() throws IOException {
        say(Pop3Reply.FOLLOWS);
        for (String word : Capabilities.of(means.mechanisms(), Channel.of(connection), stlsOffered()))
            connection.write(word + "\r\n");
        connection.write(".\r\n");
    }

    /** The only way into the UPDATE state (RFC 1939 section 6). */
    private Pop3Reply quit() {
        open = false;
        if (!(state instanceof State.Reading(TransactionState transaction))) return Pop3Reply.BYE;
        try {
            transaction.update();
            return Pop3Reply.BYE;
        } catch (StoreException e) {
            LOG.error("Deleted messages could not be removed", e);
            return Pop3Reply.NOT_REMOVED;
        }
    }

    private Pop3Command hear() throws IOException {
        connection.flush();
        try {
            String line = connection.line(MAX_LINE);
            if (OtherProtocol.begins(line)) throw new EndedException(EndedException.Why.OTHER_PROTOCOL);
            return Pop3Parser.parse(line);
        } catch (SyntaxException e) {
            return new Unknown(String.valueOf(e.getMessage()));
        }
    }

    private void say(Pop3Reply reply) throws IOException {
        connection.write(reply.toString());
        boolean error = !reply.positive() && reply.code() != Code.SYS_TEMP;
        if (error && (--errorsLeft == 0 || connection.isHurried())) open = false;
    }

    /** A reader who was silent for too long is cut off without a word (RFC 1939 section 3, autologout). */
    private void farewell(EndedException end) throws IOException {
        LOG.debug("{}", end.getMessage());
        switch (end.why()) {
            case FLOOD -> say(Pop3Reply.TOO_LONG);
            case INTERRUPTED -> say(Pop3Reply.FAILED);
            case SHUTDOWN -> say(Pop3Reply.STOPPING);
            case REVOKED -> say(Pop3Reply.REVOKED);
            case TLS_HELLO -> note(end);
            case OTHER_PROTOCOL -> {
                note(end);
                say(Pop3Reply.WRONG_PROTOCOL);
            }
            case CLOSED, IDLE, STALLED -> {}
        }
    }

    private void note(EndedException end) {
        LOG.info("{}: {}", connection.remoteAddress().getHostAddress(), end.getMessage());
    }
}

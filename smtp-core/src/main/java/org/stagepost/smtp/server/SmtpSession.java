package org.stagepost.smtp.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.dialogue.Recorder;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.message.MessageBuffer;
import org.stagepost.net.Connection;
import org.stagepost.net.Dialogue;
import org.stagepost.net.EndedException;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.PerAccount;
import org.stagepost.sasl.SaslExchange;
import org.stagepost.sasl.SaslServer;
import org.stagepost.sasl.Step;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.SmtpCommand;
import org.stagepost.smtp.SmtpCommand.Atrn;
import org.stagepost.smtp.SmtpCommand.Auth;
import org.stagepost.smtp.SmtpCommand.Bdat;
import org.stagepost.smtp.SmtpCommand.Data;
import org.stagepost.smtp.SmtpCommand.Ehlo;
import org.stagepost.smtp.SmtpCommand.Etrn;
import org.stagepost.smtp.SmtpCommand.Expn;
import org.stagepost.smtp.SmtpCommand.Foreign;
import org.stagepost.smtp.SmtpCommand.Helo;
import org.stagepost.smtp.SmtpCommand.Help;
import org.stagepost.smtp.SmtpCommand.Lhlo;
import org.stagepost.smtp.SmtpCommand.Mail;
import org.stagepost.smtp.SmtpCommand.Malformed;
import org.stagepost.smtp.SmtpCommand.Noop;
import org.stagepost.smtp.SmtpCommand.Quit;
import org.stagepost.smtp.SmtpCommand.Rcpt;
import org.stagepost.smtp.SmtpCommand.Rset;
import org.stagepost.smtp.SmtpCommand.StartTls;
import org.stagepost.smtp.SmtpCommand.Uncounted;
import org.stagepost.smtp.SmtpCommand.Unimplemented;
import org.stagepost.smtp.SmtpCommand.Unknown;
import org.stagepost.smtp.SmtpCommand.Vrfy;
import org.stagepost.smtp.SmtpCommand.Xclient;
import org.stagepost.smtp.SmtpParser;
import org.stagepost.smtp.server.Phase.Chunking;
import org.stagepost.smtp.server.Phase.Connected;
import org.stagepost.smtp.server.Phase.Greeted;
import org.stagepost.smtp.server.Phase.Refused;
import org.stagepost.smtp.server.Phase.Transaction;

/**
 * One dialogue with one client, from the greeting to the end. {@link #hear} alone reads commands and {@link #say} alone
 * writes; what has to happen at every command or every reply happens there. Long because every command has its method here,
 * and each is short only beside the others.
 */
final class SmtpSession {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    /** Any line up to here is read whole, so that the parser can say what is wrong with it. */
    private static final int MAX_LINE = 64 * 1024;

    /** What no command is may be a password, or the text of a message, that a client sent without waiting for its turn. */
    private static final String NO_COMMAND = "***";

    private final SmtpServer server;
    private final Terms terms;
    private final Receiver receiver;
    private final Connection connection;
    private final Recorder recorder = new Recorder();
    private final Patience patience;
    private final Duration idle;
    private SmtpParser parser;
    private Phase phase;
    private final Optional<PerAccount.Place> place;
    private Optional<Client> introduced = Optional.empty();
    private boolean open = true;

    SmtpSession(SmtpServer server, Connection connection) {
        this.server = server;
        this.terms = server.terms();
        this.receiver = server.receiver();
        this.connection = connection;
        this.idle = connection.timeout();
        if (terms.allowance().equals(Allowance.TRUSTED)) connection.becomeKnown();
        this.place = terms.perAccount().map(PerAccount::place);
        this.patience = new Patience(terms.allowance());
        this.phase = new Connected(Peer.of(connection));
        this.parser = new SmtpParser(offer().extensions(), terms.postmasterAt());
    }

    void converse() throws IOException {
        try {
            say(greeting());
            while (open)
                switch (hear()) {
                    case Ehlo ehlo -> say(hello(Hello.EHLO, ehlo.name()));
                    case Helo helo -> say(hello(Hello.HELO, helo.name()));
                    case Lhlo lhlo -> say(hello(Hello.LHLO, lhlo.name()));
                    case Mail mail -> say(mail(mail));
                    case Rcpt rcpt -> say(rcpt(rcpt));
                    case Data data -> data();
                    case Rset rset -> say(rset());
                    case Noop noop -> say(Replies.OK);
                    case Vrfy vrfy -> tell(receiver.verify(peer(), vrfy.who()), vrfy.smtpUtf8());
                    case Expn expn -> tell(receiver.expand(peer(), expn.list()), expn.smtpUtf8());
                    case Etrn etrn -> say(etrn(etrn));
                    case Atrn atrn -> atrn(atrn);
                    case Help help -> say(Replies.HELP);
                    case Auth auth -> say(auth(auth));
                    case Xclient xclient -> say(xclient(xclient));
                    case StartTls startTls -> startTls();
                    case Quit quit -> quit();
                    case Malformed malformed -> say(malformed.reply());
                    case Unimplemented unimplemented -> say(Replies.UNIMPLEMENTED);
                    case Unknown unknown -> say(Replies.UNRECOGNIZED);
                    case Bdat bdat -> bdat(bdat);
                    case Uncounted uncounted -> throw new Farewell(Replies.UNCOUNTED); // what follows is no command
                    case Foreign foreign -> throw new Farewell(Replies.WRONG_PROTOCOL);
                }
        } catch (Farewell farewell) {
            LOG.info("{}: {}", peer(), farewell.reply());
            if (farewell.answer().isPresent()) say(farewell.answer().get());
            say(farewell.reply());
        } catch (EndedException ended) {
            part(ended);
            if (ended.why() == EndedException.Why.INTERRUPTED) throw ended;
        } catch (IOException | RuntimeException | Error fault) {
            apologize(fault);
            throw fault;
        } finally {
            place.ifPresent(PerAccount.Place::close);
            leaveTransaction();
        }
    }

    /** Whether the peer hears it or not, the fault is what the listener has to know of. */
    private void apologize(Throwable fault) {
        try {
            say(Replies.INTERNAL_ERROR);
        } catch (IOException gone) {
            fault.addSuppressed(gone);
        }
    }

    /** Says why, as long as the peer is there to hear it. */
    private void part(EndedException ended) throws IOException {
        switch (ended.why()) {
            case IDLE -> say(Replies.IDLE);
            case INTERRUPTED -> say(Replies.INTERNAL_ERROR);
            case TLS_HELLO -> LOG.info("{}: {}", peer(), ended.getMessage());
            case OTHER_PROTOCOL -> {
                LOG.info("{}: {}", peer(), ended.getMessage());
                say(Replies.WRONG_PROTOCOL);
            }
            case FLOOD -> say(Replies.TOO_MANY_ERRORS);
            case SHUTDOWN -> say(Replies.STOPPING);
            case REVOKED -> say(Replies.REVOKED);
            case CLOSED, STALLED -> {}
        }
    }

    private Reply greeting() throws IOException {
        Duration silence = terms.allowance().silence();
        if (!silence.isZero()) connection.awaitInput(silence);
        if (connection.inputBuffered()) throw new Farewell(Replies.SPOKE_TOO_EARLY);
        return welcome();
    }

    private Reply welcome() throws Farewell {
        Reply verdict = receiver.connect(peer());
        if (!verdict.positive()) throw new Farewell(verdict);
        return Replies.greeting(terms.hostName(), terms.dialect().protocol());
    }

    /** HELO, EHLO or LHLO (RFC 5321 4.1.1.1, RFC 2033 4.1): also ends a transaction; a login stays. */
    private Reply hello(Hello hello, String name) throws IOException {
        if (!terms.dialect().speaks(hello)) return Replies.NOT_HERE;
        if (connection.inputBuffered()) throw new Farewell(Replies.SPOKE_TOO_EARLY);
        leaveTransaction();
        phase = new Greeted(new Client(peer(), hello, name, login()));
        return Replies.hello(terms.hostName(), hello == Hello.HELO ? List.of() : offer().words());
    }

    private Reply mail(Mail command) {
        if (!(phase instanceof Greeted(Client client)))
            return phase instanceof Connected ? Replies.HELLO_FIRST : Replies.ONE_AT_A_TIME;
        if (terms.logins().isPresent() && client.login().isEmpty()) return Replies.LOGIN_FIRST;
        if (command.options().size() > terms.limit().octets()) return Replies.TOO_BIG;
        Optional<String> login = told(command).or(() -> client.login().map(Identity::login));
        Envelope envelope = new Envelope(server.nextId(), command.from(), command.options(), login, List.of());
        Optional<Reply> untimely = Punctuality.fault(envelope, terms.limit().times());
        if (untimely.isPresent()) return untimely.get();
        Reply verdict = receiver.mail(client, envelope);
        if (verdict.positive()) {
            phase = new Transaction(client, envelope);
            patience.transactionBegins();
        } else server.report(client, envelope, verdict, withReply(verdict));
        return verdict;
    }

    /** As whose mail our own stage hands it on (RFC 4954 section 5); anybody else could say anything. */
    private Optional<String> told(Mail command) {
        return terms.allowance().equals(Allowance.TRUSTED) ? command.submitter() : Optional.empty();
    }

    /** What was said, up to the reply that is about to be. */
    private List<String> withReply(Reply reply) {
        List<String> lines = new ArrayList<>(recorder.lines());
        for (String line : ReplyLines.of(reply)) lines.add("S: " + line);
        return lines;
    }

    private Reply rcpt(Rcpt command) {
        if (!(phase instanceof Transaction transaction))
            return phase instanceof Chunking ? Replies.NOT_NOW : Replies.MAIL_FIRST;
        Envelope envelope = transaction.envelope();
        if (command.international() && !envelope.options().smtpUtf8()) return Replies.NEEDS_SMTPUTF8;
        if (envelope.recipients().size() >= terms.limit().recipients()) return Replies.TOO_MANY_RECIPIENTS;
        Reply verdict = receiver.rcpt(transaction.client(), envelope, command.to());
        phase = verdict.positive() ? transaction.and(command.to()) : transaction.without(command.to(), verdict);
        return verdict;
    }

    /** DATA: 354, the message, and one reply, or in LMTP one for each recipient (RFC 5321 4.1.1.4, RFC 2033 4.2). */
    private void data() throws IOException {
        if (!(phase instanceof Transaction transaction))
            say(phase instanceof Chunking ? Replies.NO_DATA_WITH_CHUNKS : Replies.MAIL_FIRST);
        else if (transaction.envelope().recipients().isEmpty()) say(Replies.RCPT_FIRST);
        else if (transaction.envelope().options().body() == Body.BINARY_MIME) say(Replies.NO_DATA_WITH_CHUNKS);
        else if (connection.inputBuffered()) throw new Farewell(Replies.SPOKE_TOO_EARLY);
        else {
            say(Replies.GO_AHEAD);
            end(transaction, receive(transaction.client(), transaction.envelope()));
        }
    }

    /** What became of the message is told also where the client has left and hears no reply. */
    private void end(Transaction transaction, Receipt receipt) throws IOException {
        Client client = transaction.client();
        phase = new Greeted(client);
        try {
            answer(transaction.envelope(), receipt);
        } finally {
            server.report(client, transaction.envelope(), receipt, recorder.lines());
            report(client, transaction.envelope(), transaction.refused());
        }
    }

    private Receipt receive(Client client, Envelope envelope) throws IOException {
        try (MessageBuffer buffer = new MessageBuffer(terms.spill())) {
            Optional<Reply> fault = new Intake(terms, envelope, buffer).receiveAll(connection.body());
            Message message = buffer.message();
            tell(message);
            recorder.client(".");
            if (fault.isPresent()) return Receipt.all(envelope, fault.get());
            return receiver.data(client, envelope, message);
        }
    }

    private void tell(Message message) throws IOException {
        recorder.event("# a message of " + message.size() + " octets" + server.subjectOf(message));
    }

    /** BDAT: octets, counted, which are read whatever the reply is (RFC 3030 section 2). */
    private void bdat(Bdat command) throws IOException {
        switch (phase) {
            case Chunking chunking -> chunk(chunking, command);
            case Transaction transaction
            when transaction.envelope().recipients().isEmpty() -> {
                drop(command, Replies.RCPT_FIRST);
                boolean nobody = terms.dialect().repliesForEachRecipient() && command.last();
                if (!nobody) say(Replies.RCPT_FIRST); // RFC 2033 4.3: a reply for each recipient, so none
            }
            case Transaction transaction -> {
                ChunkedMessage message = new ChunkedMessage(terms, transaction.envelope(), connection);
                Chunking chunking = new Chunking(transaction, message);
                phase = chunking;
                chunk(chunking, command);
            }
            case Connected connected -> refuse(command);
            case Greeted greeted -> refuse(command);
        }
    }

    private void refuse(Bdat command) throws IOException {
        drop(command, Replies.MAIL_FIRST);
        say(Replies.MAIL_FIRST);
    }

    private void drop(Bdat command, Reply answer) throws IOException {
        Intake.drop(connection.octets(command.octets()), terms.limit(), answer);
    }

    /** The last chunk is answered like DATA; one before it that fails leaves nothing to be done but RSET. */
    private void chunk(Chunking chunking, Bdat command) throws IOException {
        Transaction transaction = chunking.transaction();
        Envelope envelope = transaction.envelope();
        boolean failedBefore = chunking.message().failed();
        Reply reply = chunking.message().take(command.octets(), command.last());
        if (!command.last()) {
            say(reply);
            if (!reply.positive() && !failedBefore)
                server.report(transaction.client(), envelope, Receipt.all(envelope, reply), recorder.lines());
        } else
            try (ChunkedMessage chunked = chunking.message()) {
                Message message = chunked.message();
                tell(message);
                end(
                        transaction,
                        reply.positive()
                                ? receiver.data(transaction.client(), envelope, message)
                                : Receipt.all(envelope, reply));
            }
    }

    private void answer(Envelope envelope, Receipt receipt) throws IOException {
        patience.served();
        if (!terms.dialect().repliesForEachRecipient()) say(receipt.single());
        else
            for (Recipient recipient : envelope.recipients())
                say(receipt.outcome().of(recipient));
    }

    private Reply rset() throws IOException {
        leaveTransaction();
        return Replies.OK;
    }

    private void quit() throws IOException {
        say(Replies.BYE);
        open = false;
    }

    /** Upgrades; what was said before is forgotten (RFC 3207 4.2), and nothing sent ahead of the handshake is ever run. */
    private void startTls() throws IOException {
        if (peer().tls().isPresent()) say(Replies.TLS_ALREADY);
        else if (terms.startTls().isEmpty()) say(Replies.UNIMPLEMENTED);
        else if (phase instanceof Transaction || phase instanceof Chunking || login().isPresent()) say(Replies.NOT_NOW);
        else {
            recorder.server(Replies.READY_FOR_TLS.toString());
            upgrade();
            recorder.event("TLS");
            phase = new Connected(peer().under(connection.tls()));
            parser = new SmtpParser(offer().extensions(), terms.postmasterAt());
        }
    }

    private void upgrade() throws IOException {
        try {
            connection.startTls(terms.startTls().orElseThrow(), Replies.READY_FOR_TLS + ReplyLines.END);
        } catch (EndedException ended) {
            throw ended;
        } catch (IOException refused) {
            if (connection.inputBuffered()) throw new Farewell(Replies.NOTHING_BEHIND_STARTTLS);
            throw refused;
        }
    }

    /** Logs in (RFC 4954 section 4): once, outside of a transaction, and under TLS. */
    private Reply auth(Auth command) throws IOException {
        if (!(phase instanceof Greeted(Client client)))
            return phase instanceof Connected ? Replies.HELLO_FIRST : Replies.NOT_NOW;
        if (client.login().isPresent()) return Replies.LOGGED_IN_ALREADY;
        if (terms.logins().isEmpty()) return Replies.UNIMPLEMENTED;
        Mechanisms mechanisms = terms.logins().get();
        Channel channel = Channel.of(connection).of(client.peer().address());
        if (!mechanisms.loginAllowed(channel)) return Replies.TLS_FIRST;
        Optional<SaslServer> mechanism = mechanisms.server(command.mechanism(), channel);
        return mechanism.isEmpty() ? Replies.UNKNOWN_MECHANISM : login(client, mechanism.get(), command.initial());
    }

    private Reply login(Client client, SaslServer mechanism, Optional<String> initial) throws IOException {
        try {
            return switch (SaslExchange.run(mechanism, initial, this::answer)) {
                case Step.Proved(Identity identity) -> {
                    takePlace(identity);
                    phase = new Greeted(client.by(identity));
                    connection.onlyWhile(
                            terms.logins().orElseThrow().authenticator().standing(identity));
                    yield Replies.LOGGED_IN;
                }
                case Step.Refused(Step.Refusal why) -> Replies.refused(why);
                case Step.Challenge unfinished -> Replies.LOGIN_MALFORMED;
            };
        } catch (LongLine e) {
            return Replies.LOGIN_LINE_TOO_LONG;
        } catch (SyntaxException e) {
            return Replies.LOGIN_MALFORMED;
        }
    }

    /** @throws Farewell when the account has as many sessions as it may have (row C4) */
    private void takePlace(Identity identity) throws Farewell {
        if (!place.map(each -> each.take(identity)).orElse(true)) throw new Farewell(Replies.TOO_MANY_SESSIONS);
        connection.becomeKnown();
    }

    /** RFC 4954 section 4 has a reply for this one fault. */
    private static final class LongLine extends IOException {
        private static final long serialVersionUID = 1;

        LongLine() {
            super("line too long");
        }
    }

    private String answer(String challenge) throws IOException, SyntaxException {
        say(Replies.challenge(challenge));
        String line = nextLine();
        if (line.length() > SaslExchange.MAX_LINE) throw new LongLine();
        recorder.client(line);
        return line;
    }

    /** Between two transactions only (RFC 1985 section 5). */
    private Reply etrn(Etrn command) {
        if (phase instanceof Greeted(Client client)) return receiver.start(client, command);
        return phase instanceof Connected ? Replies.HELLO_FIRST : Replies.NOT_NOW;
    }

    /** Turns the roles round for who has logged in (RFC 2645 5.2.1); what he said ahead of our reply nobody could answer. */
    private void atrn(Atrn command) throws IOException {
        if (!(phase instanceof Greeted(Client client)))
            say(phase instanceof Connected ? Replies.HELLO_FIRST : Replies.NOT_NOW);
        else if (client.login().isEmpty()) say(Replies.LOGIN_FIRST);
        else if (connection.inputBuffered()) throw new Farewell(Replies.SPOKE_TOO_EARLY);
        else
            switch (receiver.turn(client, command.domains())) {
                case Turn.Refused(Reply reply) -> say(reply);
                case Turn.Agreed(Reply reply, Dialogue reversed) -> {
                    say(reply);
                    open = false;
                    reversed.converse(connection);
                }
            }
    }

    /** The dialogue begins again, with whom the proxy names (Postfix's XCLIENT_README); trust is the connection's own. */
    private Reply xclient(Xclient command) throws IOException {
        if (phase instanceof Transaction || phase instanceof Chunking) return Replies.NOT_NOW;
        if (connection.inputBuffered()) throw new Farewell(Replies.SPOKE_TOO_EARLY);
        try {
            String address = command.attributes().get("ADDR");
            Optional<Identity> login =
                    Optional.ofNullable(command.attributes().get("LOGIN")).map(Identity::new);
            if (login.isPresent()) takePlace(login.get());
            phase = new Connected(address == null ? peer() : peer().at(address), login);
            if (login.isPresent() && terms.logins().isPresent())
                connection.onlyWhile(terms.logins().get().authenticator().standing(login.get()));
            return welcome();
        } catch (SyntaxException e) {
            return Replies.badValue(e);
        }
    }

    private SmtpCommand hear() throws IOException {
        while (true) {
            if (patience.isOver()) throw new Farewell(Replies.TOO_MANY_ERRORS);
            if (phase instanceof Transaction || phase instanceof Chunking) connection.beginWork();
            else connection.endWork();
            try {
                String line = nextLine();
                SmtpCommand command = parser.parse(line);
                keepBetweenTransactions();
                recorder.client(command instanceof Unknown ? NO_COMMAND : SmtpParser.readable(line));
                patience.heard(command);
                return command;
            } catch (SyntaxException broken) {
                say(Replies.broken(broken));
            }
        }
    }

    /** However busy a client looks: who never comes to an end has to leave (rows C1, C2). */
    private String nextLine() throws IOException, SyntaxException {
        Duration left = patience.left(phase, terms.logins().isPresent() && login().isEmpty());
        if (!left.isPositive()) throw new Farewell(Replies.IDLE);
        connection.timeout(left.compareTo(idle) < 0 ? left : idle);
        try {
            return connection.line(MAX_LINE);
        } finally {
            connection.timeout(idle);
        }
    }

    /** The dialogue in the trace of a message is what introduced the client, and then that message's transaction. */
    private void keepBetweenTransactions() {
        if (!(phase instanceof Greeted(Client client))) return;
        if (introduced.filter(client::equals).isPresent()) recorder.rewind();
        else recorder.mark();
        introduced = Optional.of(client);
    }

    /** Names of mailboxes beyond ASCII are for who asks for them, and in no other reply (RFC 6531 3.7.4.2). */
    private void tell(Reply answer, boolean smtpUtf8) throws IOException {
        boolean ascii = ReplyLines.isAscii(answer);
        if (ascii || smtpUtf8) say(answer, ascii ? ReplyLines.of(answer) : ReplyLines.inUtf8(answer));
        else say(Replies.NOT_TOLD_IN_ASCII);
    }

    private void say(Reply reply) throws IOException {
        say(reply, ReplyLines.of(reply));
    }

    private void say(Reply reply, List<String> lines) throws IOException {
        if (connection.isHurried()) patience.saidInHurry(reply);
        else patience.said(reply);
        hold(patience.delay(reply));
        for (String line : lines) {
            recorder.server(line);
            connection.write(line);
            connection.write(ReplyLines.END);
        }
        connection.flush();
    }

    private static void hold(Duration delay) throws IOException {
        if (delay.isZero()) return;
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndedException(EndedException.Why.SHUTDOWN);
        }
    }

    /** A transaction that ends without a message still leaves the recipients that were refused in the trace. */
    private void leaveTransaction() throws IOException {
        switch (phase) {
            case Connected connected -> {}
            case Greeted greeted -> {}
            case Transaction transaction -> leave(transaction);
            case Chunking(Transaction transaction, ChunkedMessage message) -> {
                leave(transaction);
                message.close();
            }
        }
    }

    private void leave(Transaction transaction) {
        phase = new Greeted(transaction.client());
        report(transaction.client(), transaction.envelope(), transaction.refused());
    }

    private void report(Client client, Envelope envelope, List<Refused> refused) {
        for (Refused each : refused)
            server.report(client, envelope.to(List.of(each.recipient())), each.reply(), recorder.lines());
    }

    private Offer offer() {
        return new Offer(terms, connection, server::now);
    }

    private Peer peer() {
        return switch (phase) {
            case Connected connected -> connected.peer();
            case Greeted(Client client) -> client.peer();
            case Transaction transaction -> transaction.client().peer();
            case Chunking chunking -> chunking.transaction().client().peer();
        };
    }

    private Optional<Identity> login() {
        return switch (phase) {
            case Connected connected -> connected.login();
            case Greeted(Client client) -> client.login();
            case Transaction transaction -> transaction.client().login();
            case Chunking chunking -> chunking.transaction().client().login();
        };
    }
}

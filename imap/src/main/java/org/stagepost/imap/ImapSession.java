package org.stagepost.imap;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.imap.command.Anytime;
import org.stagepost.imap.command.BeforeLogin;
import org.stagepost.imap.command.ImapCommand;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.imap.command.Selected;
import org.stagepost.imap.handle.Append;
import org.stagepost.imap.handle.Authentication;
import org.stagepost.imap.handle.Copy;
import org.stagepost.imap.handle.Fetch;
import org.stagepost.imap.handle.Hierarchy;
import org.stagepost.imap.handle.Idle;
import org.stagepost.imap.handle.Listing;
import org.stagepost.imap.handle.Names;
import org.stagepost.imap.handle.Refusal;
import org.stagepost.imap.handle.Search;
import org.stagepost.imap.handle.Select;
import org.stagepost.imap.handle.Status;
import org.stagepost.imap.handle.Store;
import org.stagepost.imap.parse.CommandReader;
import org.stagepost.imap.response.Completion;
import org.stagepost.imap.response.RenderedCache;
import org.stagepost.imap.response.ResponseWriter;
import org.stagepost.imap.view.MailboxView;
import org.stagepost.imap.view.MailboxView.Expunges;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;
import org.stagepost.net.Connection;
import org.stagepost.net.EndedException;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.PerAccount;
import org.stagepost.sasl.SaslExchange;
import org.stagepost.sasl.Step;

/**
 * One dialogue with one client (RFC 3501 section 3). It is long because the states and all commands side by side, each a
 * line or a few, are the map of the protocol.
 */
final class ImapSession {
    private static final Logger log = LoggerFactory.getLogger(ImapSession.class);
    private static final int BAD_COMMANDS = 20;
    private static final int BAD_COMMANDS_OF_STRANGERS = 3;
    private static final int FAILED_LOGINS = 3;
    private static final int MAX_LINE = 64 << 10;

    private final ImapServices services;
    private final Connection connection;
    private final CommandReader commands;
    private final ResponseWriter out;
    private final PerAccount.Place place;
    private State state = new State.NotAuthenticated();
    private int badCommands;
    private int failedLogins;

    ImapSession(ImapServices services, Connection connection) {
        this.services = services;
        this.connection = connection;
        this.place = services.sessions().place();
        this.out = new ResponseWriter(connection.out());
        this.commands = new CommandReader(new Wire(connection, out));
    }

    void converse() throws IOException {
        try {
            greet();
            while (!(state instanceof State.Logout)) {
                Optional<ImapCommand> command = hear();
                if (command.isPresent()) obey(command.get());
            }
        } catch (EndedException e) {
            farewell(e);
            if (e.why() == EndedException.Why.INTERRUPTED) throw e;
        } catch (RuntimeException | Error e) {
            apologize(e);
            throw e;
        } finally {
            leave();
        }
    }

    private void greet() throws IOException {
        Completion.ok("CAPABILITY " + words(), services.config().hostname() + " Stagepost is ready")
                .write("*", out);
        flush();
    }

    private String words() {
        return Extension.words(services.mechanisms(), Channel.of(connection));
    }

    /** The next command, unless it is not understood and has been answered so. */
    private Optional<ImapCommand> hear() throws IOException {
        try {
            return Optional.of(commands.read());
        } catch (SyntaxException e) {
            misunderstood(e);
            return Optional.empty();
        }
    }

    private void misunderstood(SyntaxException e) throws IOException {
        say(Completion.misunderstood(e));
        if (!commands.skip()) throw new EndedException(EndedException.Why.FLOOD);
    }

    private void say(Completion completion) throws IOException {
        completion.write(commands.tag(), out);
        boolean stranger = state instanceof State.NotAuthenticated;
        if (completion.kind() == Completion.Kind.BAD) badCommands++;
        else if (!stranger) badCommands = 0;
        boolean hurried = connection.isHurried() && completion.kind() == Completion.Kind.BAD;
        if (hurried || badCommands >= (stranger ? BAD_COMMANDS_OF_STRANGERS : BAD_COMMANDS)) {
            bye("too many bad commands");
            leave();
        } else if (failedLogins >= FAILED_LOGINS && stranger) {
            bye("too many failed logins");
            leave();
        }
        flush();
    }

    private void flush() throws IOException {
        out.flush();
        connection.flush();
    }

    private void bye(String why) throws IOException {
        out.text("* BYE ").text(why).end();
        out.flush();
    }

    /** Whether the peer hears it or not, the fault is what the listener has to know of. */
    private void apologize(Throwable fault) {
        try {
            bye("internal error");
        } catch (IOException gone) {
            fault.addSuppressed(gone);
        }
    }

    private void farewell(EndedException end) throws IOException {
        switch (end.why()) {
            case IDLE -> bye("Autologout; idle for too long");
            case INTERRUPTED -> bye("internal error");
            case FLOOD -> {
                Completion.bad("that is too much").write("*", out);
                bye("the dialogue is out of step");
            }
            case SHUTDOWN -> bye("the server is stopping");
            case REVOKED -> bye("this login has ended");
            case TLS_HELLO -> note(end);
            case OTHER_PROTOCOL -> {
                note(end);
                bye("this is a mail server");
            }
            case CLOSED, STALLED -> {}
        }
    }

    private void note(EndedException end) {
        log.info("{}: {}", connection.remoteAddress().getHostAddress(), end.getMessage());
    }

    private void obey(ImapCommand command) throws IOException {
        try {
            if (command instanceof BeforeLogin.StartTls && state instanceof State.NotAuthenticated) {
                startTls();
                return;
            }
            Completion completion = answer(command);
            if (completion.kind() != Completion.Kind.BAD) tell(command);
            say(completion);
        } catch (StoreException e) {
            tell(command);
            say(Refusal.of(e));
        } catch (SyntaxException e) {
            misunderstood(e);
        }
    }

    /** The end of a command is the moment for news (RFC 3501 5.2, 7.4.1). */
    private void tell(ImapCommand command) throws IOException {
        if (!(state instanceof State.Selected in)) return;
        in.view().glance();
        boolean held = command instanceof Selected selected && !selected.allowsExpunge();
        in.view().tell(held ? Expunges.HELD : Expunges.TOLD, out);
        if (in.view().hasNews())
            services.index().note(in.mailboxes(), in.view().mailbox().name());
    }

    private Completion answer(ImapCommand command) throws IOException, StoreException, SyntaxException {
        return switch (command) {
            case Anytime anytime -> anytime(anytime);
            case BeforeLogin before when state instanceof State.NotAuthenticated -> beforeLogin(before);
            case LoggedIn loggedIn when state instanceof State.LoggedIn in -> loggedIn(loggedIn, in);
            case Selected selected when state instanceof State.Selected in -> selected(selected, in);
            case BeforeLogin before -> Completion.bad("you are logged in already");
            case LoggedIn loggedIn -> Completion.bad("log in first");
            case Selected selected -> Completion.bad("no mailbox is selected");
        };
    }

    private Completion anytime(Anytime command) throws IOException, StoreException {
        return switch (command) {
            case Anytime.Capability capability -> capability();
            case Anytime.Noop noop -> noop();
            case Anytime.Logout logout -> logout();
            case Anytime.Id id -> id();
            case Anytime.Unknown unknown -> Completion.bad("there is no such command");
        };
    }

    private Completion capability() throws IOException {
        out.text("* CAPABILITY ").text(words()).end();
        return Completion.ok("CAPABILITY completed");
    }

    /** The moment to look at the files too. A mailbox that somebody has deleted ends the session (RFC 2180 3.3). */
    private Completion noop() throws IOException, StoreException {
        try {
            if (state instanceof State.Selected in) in.view().look();
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.NONEXISTENT) throw e;
            bye("the mailbox has been deleted");
            leave();
        }
        return Completion.ok("NOOP completed");
    }

    private Completion check() throws IOException, StoreException {
        noop();
        return Completion.ok("CHECK completed");
    }

    private Completion logout() throws IOException {
        bye("see you");
        leave();
        return Completion.ok("LOGOUT completed");
    }

    private Completion id() throws IOException {
        out.text("* ID (\"name\" \"Stagepost\")").end();
        return Completion.ok("ID completed");
    }

    private Completion beforeLogin(BeforeLogin command) throws IOException, StoreException, SyntaxException {
        Authentication authentication = new Authentication(services.mechanisms(), Channel.of(connection));
        Optional<Step> end = switch (command) {
            case BeforeLogin.Login login -> authentication.login(login);
            case BeforeLogin.Authenticate authenticate -> authentication.authenticate(authenticate, this::answerTo);
            case BeforeLogin.StartTls startTls -> throw new IllegalStateException("has been obeyed before");
        };
        if (end.isEmpty()) return authentication.unavailable();
        if (end.get() instanceof Step.Proved(Identity identity)) return enter(identity);
        failedLogins++;
        return Authentication.refused(((Step.Refused) end.get()).refusal());
    }

    private String answerTo(String challenge) throws IOException, SyntaxException {
        out.text("+ ").text(challenge).end();
        flush();
        return commands.answer(SaslExchange.MAX_LINE);
    }

    private Completion enter(Identity identity) throws StoreException {
        log.info("{} from {}", identity, connection.remoteAddress());
        if (!place.take(identity)) return Completion.no("LIMIT", "too many sessions of this account");
        state = new State.Authenticated(identity, mailboxes(identity));
        commands.trust();
        connection.onlyWhile(services.mechanisms().authenticator().standing(identity));
        connection.timeout(services.config().idle());
        connection.becomeKnown();
        return Completion.ok("CAPABILITY " + words(), "logged in");
    }

    private Mailboxes mailboxes(Identity identity) throws StoreException {
        try {
            return services.store().of(Address.parse(identity.login()));
        } catch (SyntaxException | StoreException e) {
            place.close();
            throw e instanceof StoreException refused
                    ? refused
                    : new StoreException(StoreException.Reason.UNAVAILABLE, "the login is no address", e);
        }
    }

    /** The go-ahead is the tagged response; what was sent before it in plain text is never obeyed (RFC 3501 6.2.1). */
    private void startTls() throws IOException {
        if (connection.tls().isPresent()) {
            say(Completion.bad("TLS is on already"));
        } else if (connection.inputBuffered()) {
            say(Completion.bad("nothing may follow STARTTLS before TLS"));
            leave();
        } else {
            connection.startTls(services.tls(), commands.tag() + " OK begin TLS now\r\n");
        }
    }

    private Completion loggedIn(LoggedIn command, State.LoggedIn in)
            throws IOException, StoreException, SyntaxException {
        Mailboxes mailboxes = in.mailboxes();
        Hierarchy hierarchy = new Hierarchy(mailboxes, names());
        return switch (command) {
            case LoggedIn.Select select -> select(select, in);
            case LoggedIn.Create create -> hierarchy.create(create);
            case LoggedIn.Delete delete -> delete(delete, in);
            case LoggedIn.Rename rename -> hierarchy.rename(rename);
            case LoggedIn.Subscribe subscribe -> hierarchy.subscribe(subscribe);
            case LoggedIn.Unsubscribe unsubscribe -> hierarchy.unsubscribe(unsubscribe);
            case LoggedIn.List list -> new Listing(mailboxes, names(), out).list(list);
            case LoggedIn.Lsub lsub -> new Listing(mailboxes, names(), out).lsub(lsub);
            case LoggedIn.Status status -> new Status(mailboxes, names(), out).run(status);
            case LoggedIn.Append append -> append(append, in);
            case LoggedIn.Namespace namespace -> namespace();
            case LoggedIn.Idle idle -> idle();
        };
    }

    private Names names() {
        return new Names(services.config().separator());
    }

    private Completion select(LoggedIn.Select command, State.LoggedIn in) throws IOException, StoreException {
        if (in instanceof State.Selected selected) unselect(selected);
        Mailbox mailbox = in.mailboxes().open(names().decode(command.mailbox()));
        MailboxView view = new MailboxView(mailbox, command.access());
        state = new State.Selected(in.identity(), in.mailboxes(), view);
        return new Select(view, out).run(command);
    }

    private void unselect(State.Selected selected) {
        selected.view().close();
        state = selected.left();
    }

    private Completion append(LoggedIn.Append command, State.LoggedIn in) throws IOException, SyntaxException {
        Append append = new Append(
                in.mailboxes(),
                names(),
                new Append.Limits(
                        services.config().messageSize(), services.config().spill(), services.clock()));
        Completion completion = append.run(command, commands);
        if (!commands.skip()) throw new EndedException(EndedException.Why.FLOOD);
        return completion;
    }

    private Completion idle() throws IOException, SyntaxException {
        out.text("+ idling").end();
        Idle idle = new Idle(connection, out, services.config().idle());
        if (state instanceof State.Selected in) idle.watch(in.view());
        else idle.sleep();
        boolean done = Ascii.equalsIgnoreCase(commands.answer(MAX_LINE), "DONE");
        return done ? Completion.ok("IDLE completed") : Completion.bad("only DONE ends IDLE");
    }

    /** A mailbox that this session itself has selected is left first. */
    private Completion delete(LoggedIn.Delete command, State.LoggedIn in) throws StoreException {
        MailboxName name = names().decode(command.mailbox());
        if (in instanceof State.Selected selected
                && selected.view().mailbox().name().equals(name)) unselect(selected);
        return new Hierarchy(in.mailboxes(), names()).delete(command);
    }

    private Completion namespace() throws IOException {
        out.text("* NAMESPACE ((\"\" ")
                .text(names().quotedSeparator())
                .text(")) NIL NIL")
                .end();
        return Completion.ok("NAMESPACE completed");
    }

    private Completion selected(Selected command, State.Selected in)
            throws IOException, StoreException, SyntaxException {
        MailboxView view = in.view();
        view.tell(Expunges.HELD, out);
        return switch (command) {
            case Selected.Check check -> check();
            case Selected.Close close -> close(in);
            case Selected.Unselect unselect -> {
                unselect(in);
                yield Completion.ok("UNSELECT completed");
            }
            case Selected.Expunge expunge -> expunge(expunge, view);
            case Selected.Search search -> search(search, in);
            case Selected.Fetch fetch -> fetch(fetch, in);
            case Selected.Store store -> new Store(view, out).run(store);
            case Selected.Copy copy -> new Copy(view, in.mailboxes(), names()).copy(copy);
            case Selected.Move move -> new Copy(view, in.mailboxes(), names()).move(move, out);
        };
    }

    private Completion search(Selected.Search command, State.Selected in) throws IOException {
        MailboxView view = in.view();
        Search.Means means = new Search.Means(
                services.clock().getZone(),
                sought -> services.index().ruledOut(in.mailboxes(), view.mailbox(), sought),
                services.searching());
        return new Search(view, means, out).run(command);
    }

    private Completion fetch(Selected.Fetch command, State.Selected in)
            throws IOException, StoreException, SyntaxException {
        Mailbox mailbox = in.view().mailbox();
        RenderedCache.Shelf shelf =
                services.cache().shelf(in.mailboxes().account(), mailbox.name(), mailbox.uidValidity());
        return new Fetch(in.view(), shelf, services.clock().getZone(), out).run(command);
    }

    private Completion close(State.Selected in) throws StoreException {
        if (!in.view().readOnly()) in.view().mailbox().expunge(UidSet.ALL);
        unselect(in);
        return Completion.ok("CLOSE completed");
    }

    private static Completion expunge(Selected.Expunge command, MailboxView view) throws StoreException {
        if (view.readOnly()) return Completion.no("NOPERM", "the mailbox is opened for reading only");
        UidSet uids = command.uids().map(set -> set.resolve(view.largestUid())).orElse(UidSet.ALL);
        view.mailbox().expunge(uids);
        return Completion.ok("EXPUNGE completed");
    }

    /** Lets go of everything. */
    private void leave() {
        if (state instanceof State.Selected selected) selected.view().close();
        place.close();
        state = new State.Logout();
    }
}

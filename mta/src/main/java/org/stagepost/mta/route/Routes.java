package org.stagepost.mta.route;

import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.EnhancedStatus;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Endpoint;
import org.stagepost.net.LmtpEndpoint;

/** Which next hop takes mail for a domain: our mailboxes, a configured route, a smart host, or else the DNS decides. */
public final class Routes {
    private static final String NAMED = "smart-host:";

    private final Directory directory;
    private volatile Table table;

    /**
     * What the settings say, in the order in which it is asked.
     *
     * @param byDomain routes of recipients' domains
     * @param backup domains that we are a backup mail host of; their mail goes to nobody but their own hosts
     * @param fetched domains whose hosts come for their mail
     * @param bySender smart hosts of senders' domains
     * @param smartHost takes what no other line is about
     */
    public record Table(
            ByDomain<NextHop> byDomain,
            Set<Domain> backup,
            Set<Domain> fetched,
            ByDomain<NextHop> bySender,
            Optional<NextHop> smartHost) {
        public static final Table EMPTY =
                new Table(ByDomain.none(), Set.of(), Set.of(), ByDomain.none(), Optional.empty());

        public Table {
            backup = Set.copyOf(backup);
            fetched = Set.copyOf(fetched);
        }

        /** All smart hosts that the settings name. */
        public Set<SmartHost> smartHosts() {
            Set<SmartHost> hosts = new LinkedHashSet<>();
            smartHost.ifPresent(hop -> add(hop, hosts));
            bySender.values().forEach(hop -> add(hop, hosts));
            byDomain.values().forEach(hop -> add(hop, hosts));
            return hosts;
        }

        private Table keeping(Set<Domain> others) {
            return new Table(byDomain, backup, others, bySender, smartHost);
        }

        private static void add(NextHop hop, Set<SmartHost> hosts) {
            if (hop instanceof NextHop.Relay(SmartHost host)) hosts.add(host);
        }
    }

    @Inject
    public Routes(Directory directory, Table table) {
        this.directory = directory;
        this.table = table;
    }

    /**
     * From the next message on, these. Whose hosts come for their mail stays as it was: those who let them fetch it go by
     * what was so at the start, and mail that nobody may fetch any more would be sent by the DNS, to ourselves.
     */
    public void become(Table other) {
        table = other.keeping(table.fetched());
    }

    /** The next hop of a message of this sender for a recipient at this domain. */
    public NextHop to(Domain domain, ReversePath from) {
        if (directory.isLocal(domain)) return new NextHop.Mailboxes();
        if (isFetched(domain)) return new NextHop.Fetched(domain);
        Optional<NextHop> own = table.byDomain().of(domain);
        if (own.isPresent()) return own.get();
        return isBackup(domain)
                ? new NextHop.MailHostsOf(domain)
                : rest(domain, from, table.byDomain().rest());
    }

    /** The same for a message that the operator has released from a route that holds. */
    public NextHop released(Domain domain, ReversePath from) {
        NextHop hop = to(domain, from);
        return hop instanceof NextHop.Hold ? rest(domain, from, Optional.empty()) : hop;
    }

    private NextHop rest(Domain domain, ReversePath from, Optional<NextHop> route) {
        return from.address()
                .map(Address::domain)
                .flatMap(table.bySender()::of)
                .or(() -> route)
                .or(table::smartHost)
                .orElseGet(() -> new NextHop.MailHostsOf(domain));
    }

    /** Whether we take mail of everybody for this domain and keep it until its own hosts take it. */
    public boolean isBackup(Domain domain) {
        return table.backup().contains(domain);
    }

    /** Whether we take mail of everybody for this domain and keep it until its own host comes for it (RFC 2645). */
    public boolean isFetched(Domain domain) {
        return table.fetched().contains(domain);
    }

    /** All domains that we are a backup of. */
    public Set<Domain> backups() {
        return table.backup();
    }

    /**
     * A next hop as the settings write it: {@code smtp:host:port}, {@code lmtp:host:port}, {@code lmtp:unix:/path}, {@code
     * hold}, {@code discard} or {@code refuse:550 5.1.2 we have moved}.
     *
     * @throws SyntaxException when the text is none of these
     */
    public static NextHop parse(String text) throws SyntaxException {
        if (text.startsWith("smtp:")) return new NextHop.Relay(SmartHost.plain(Endpoint.parse(text.substring(5))));
        if (text.startsWith("lmtp:")) return new NextHop.Lmtp(LmtpEndpoint.parse(text.substring(5)));
        if (text.startsWith("refuse:"))
            return new NextHop.Refuse(refusal(text.substring(7).strip()));
        return switch (text) {
            case "hold" -> new NextHop.Hold();
            case "discard" -> new NextHop.Discard();
            default ->
                throw new SyntaxException("a next hop is written smtp:host:port, lmtp:host:port, lmtp:unix:/path,"
                        + " hold, discard or \"refuse:550 5.1.2 we have moved\"");
        };
    }

    /** Whether an order names a smart host of the settings: {@code smart-host:provider}. */
    public static boolean namesSmartHost(String text) {
        return text.startsWith(NAMED);
    }

    /**
     * A next hop as an operator orders it: as the settings write it, or the smart host of this name with all that is said of it.
     *
     * @throws SyntaxException when the text is none of these, or the settings have no such smart host now
     */
    public NextHop ordered(String text) throws SyntaxException {
        return namesSmartHost(text) ? named(text, table.smartHosts()) : parse(text);
    }

    /** @throws SyntaxException when none of them has the name */
    public static NextHop named(String text, Set<SmartHost> hosts) throws SyntaxException {
        String name = text.substring(NAMED.length());
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .map(NextHop.Relay::new)
                .findFirst()
                .orElseThrow(() -> new SyntaxException("there is no smart host " + name + " in the settings"));
    }

    /** A code of the fives, maybe a status, and words for the sender (RFC 5321 4.2, RFC 3463). */
    private static Reply refusal(String text) throws SyntaxException {
        int space = text.indexOf(' ');
        String code = space < 0 ? text : text.substring(0, space);
        String rest = space < 0 ? "" : text.substring(space + 1).strip();
        int number = (int) Ascii.number(code, 599);
        if (number < 500) throw new SyntaxException("refuse is for good: a code from 500 to 599");
        int end = rest.indexOf(' ');
        String word = end < 0 ? rest : rest.substring(0, end);
        boolean status = word.startsWith("5.");
        String words = status ? rest.substring(word.length()).strip() : rest;
        if (status) EnhancedStatus.parse(word);
        if (!words.chars().allMatch(c -> c >= ' ' && c < 127))
            throw new SyntaxException("the words of a refusal are ASCII");
        return Reply.of(
                number, status ? word : "5.7.1", words.isEmpty() ? "no mail for this domain is taken here" : words);
    }
}

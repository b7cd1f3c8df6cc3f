package org.stagepost.mta.route;

import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Endpoint;

/** Which next hop takes mail for a domain: our mailboxes, a configured route, the smart host, or else the DNS decides. */
public final class Routes {
    private final Directory directory;
    private final Table table;

    /**
     * What the settings say.
     *
     * @param byDomain routes of single domains
     * @param smartHost takes what no other line is about
     */
    public record Table(Map<Domain, NextHop> byDomain, Optional<NextHop> smartHost) {
        public static final Table EMPTY = new Table(Map.of(), Optional.empty());

        public Table {
            byDomain = Map.copyOf(byDomain);
        }
    }

    @Inject
    public Routes(Directory directory, Table table) {
        this.directory = directory;
        this.table = table;
    }

    public NextHop to(Domain domain) {
        if (directory.isLocal(domain)) return new NextHop.Mailboxes();
        return Optional.ofNullable(table.byDomain().get(domain))
                .or(table::smartHost)
                .orElseGet(() -> new NextHop.MailHostsOf(domain));
    }

    /**
     * A next hop as the settings write it: {@code smtp:host:port}, {@code lmtp:host:port} or {@code lmtp:unix:/path}.
     *
     * @throws SyntaxException when the text is none of these
     */
    public static NextHop parse(String text) throws SyntaxException {
        if (text.startsWith("smtp:")) return new NextHop.Relay(Endpoint.parse(text.substring(5)));
        if (text.startsWith("lmtp:")) return new NextHop.Lmtp(Endpoint.parse(text.substring(5)));
        throw new SyntaxException("a next hop is written smtp:host:port, lmtp:host:port or lmtp:unix:/path");
    }
}

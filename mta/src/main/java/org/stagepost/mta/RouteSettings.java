package org.stagepost.mta;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mta.route.ByDomain;
import org.stagepost.mta.route.NextHop;
import org.stagepost.mta.route.Routes;
import org.stagepost.mta.route.SmartHost;
import org.stagepost.mta.route.SmartHost.Level;
import org.stagepost.mta.route.SmartHost.Login;
import org.stagepost.mta.route.SmartHost.Protection;
import org.stagepost.net.Endpoint;

/** What the settings say of the ways of mail: routes, smart hosts, and domains that we are a backup of. */
final class RouteSettings {
    private final Settings settings;
    private final Map<String, NextHop> byDomain;
    private final Map<String, NextHop> bySender = new HashMap<>();
    private Optional<NextHop> everything;

    private RouteSettings(Settings settings) {
        this.settings = settings;
        this.byDomain = new HashMap<>(settings.entries("mta.routes", Routes::parse));
        this.everything =
                settings.value("mta.smart-host", text -> new NextHop.Relay(SmartHost.plain(Endpoint.parse(text))));
    }

    static Routes.Table from(Settings settings) {
        RouteSettings read = new RouteSettings(settings);
        settings.tables("mta.smart-hosts").forEach(read::take);
        List<Domain> backup = settings.values("mta.backup-domains", List.of(), Domain::of);
        Set<Domain> fetched = FetchSettings.from(settings).domains();
        for (Domain domain : fetched)
            if (backup.contains(domain) || read.byDomain.containsKey(domain.name()))
                throw settings.refusal("mta.odmr", domain + " has two ways; one must go");
        return new Routes.Table(
                read.table("mta.routes", read.byDomain),
                new HashSet<>(backup),
                fetched,
                read.table("mta.smart-hosts", read.bySender),
                read.everything);
    }

    private ByDomain<NextHop> table(String key, Map<String, NextHop> patterns) {
        try {
            return ByDomain.of(patterns);
        } catch (SyntaxException e) {
            throw settings.refusal(key, String.valueOf(e.getMessage()));
        }
    }

    /** One smart host: for senders, for recipients, or for everything that no other line is about. */
    private void take(Settings own) {
        NextHop hop = new NextHop.Relay(smartHost(own));
        List<String> senders = own.strings("senders", List.of());
        List<String> recipients = own.strings("recipients", List.of());
        senders.forEach(domain -> put(bySender, domain, hop));
        recipients.forEach(domain -> put(byDomain, domain, hop));
        if (!senders.isEmpty() || !recipients.isEmpty()) return;
        if (everything.isPresent())
            throw own.refusal("hosts", "two smart hosts for everything; senders or recipients say who has which");
        everything = Optional.of(hop);
    }

    private void put(Map<String, NextHop> table, String domain, NextHop hop) {
        if (table.put(domain, hop) != null)
            throw settings.refusal("mta.smart-hosts", domain + " has two ways; one must go");
    }

    private static SmartHost smartHost(Settings own) {
        List<Endpoint> hosts = own.values("hosts", List.of(), Endpoint::parse);
        if (hosts.isEmpty()) throw own.refusal("hosts", "a smart host needs one: [\"smtp.example.net:587\"]");
        Optional<String> name = own.string("login");
        Optional<String> secret = own.secret("password");
        if (name.isPresent() != secret.isPresent())
            throw own.refusal(name.isPresent() ? "login" : "password", "login and password go together");
        Level level = own.value("tls", name.isPresent() ? Level.VERIFIED : Level.IF_OFFERED, RouteSettings::level);
        boolean hearable = level == Level.NONE || level == Level.IF_OFFERED;
        if (name.isPresent() && hearable && !hosts.stream().allMatch(RouteSettings::isHere))
            throw own.refusal(
                    "tls", "with a login it must be \"verified\" or \"encrypted\", or everybody could hear it");
        return new SmartHost(
                own.string("name", hosts.getFirst().toString()),
                hosts,
                new Protection(level, own.path("authorities")),
                name.map(login -> new Login(login, secret.orElseThrow())));
    }

    private static boolean isHere(Endpoint host) {
        return !(host instanceof Endpoint.Tcp tcp) || tcp.isLoopback();
    }

    private static Level level(String text) throws SyntaxException {
        return switch (text) {
            case "none" -> Level.NONE;
            case "if-offered" -> Level.IF_OFFERED;
            case "encrypted" -> Level.ENCRYPTED;
            case "verified" -> Level.VERIFIED;
            default -> throw new SyntaxException("is none, if-offered, encrypted or verified");
        };
    }
}

package org.stagepost.mta.dns;

import static java.util.Comparator.comparingInt;

import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Finds the hosts that take a domain's mail (RFC 5321 section 5.1), and reports what it was told. */
public final class Resolver {
    /** RFC 5321 5.1 asks for at least two addresses to be tried; of a thousand MX records the best five must do. */
    private static final int MAX_HOSTS = 5;

    private static final Duration QUICKLY = Duration.ofSeconds(1);

    private final Questions questions;
    private final DnsSettings settings;
    private final RandomGenerator random;
    private final Reporter reporter;

    /** @param random decides between hosts of equal preference */
    @Inject
    public Resolver(DnsSettings settings, Clock clock, RandomGenerator random, Reporter reporter) {
        this.questions = new Questions(settings, clock);
        this.settings = settings;
        this.random = random;
        this.reporter = reporter.as(Stage.DNS);
    }

    /** The hosts that take mail for a domain; question and answer are reported under the message's id. */
    public MailHosts mailHosts(Domain domain, TraceId id) {
        MailHosts hosts = domain.isLiteral() ? literal(domain) : byName(domain);
        reporter.step(id).from("MX " + domain + "?").what(hosts).done(Kind.RESOLVED);
        return hosts;
    }

    /** The addresses of a host that our own settings name: it has no MX records, and may be private. */
    public MailHosts host(String host, TraceId id) {
        Optional<InetAddress> literal = Networks.address(host);
        if (literal.isPresent()) return new MailHosts.Found(List.of(new MailHost(0, host, List.of(literal.get()))));
        Optional<Name> name = name(host);
        if (name.isEmpty()) return new MailHosts.NoSuchDomain();
        Addresses addresses = addresses(name.get()).join();
        MailHosts hosts = addresses.found().isEmpty()
                ? addresses.trouble().orElse(new MailHosts.NoSuchDomain())
                : new MailHosts.Found(List.of(new MailHost(0, host, addresses.found())));
        reporter.step(id).from("A " + host + "?").what(hosts).done(Kind.RESOLVED);
        return hosts;
    }

    /** An address literal is its own host (RFC 5321 4.1.3). */
    private MailHosts literal(Domain domain) {
        String inner = domain.name().substring(1, domain.name().length() - 1);
        String text = inner.startsWith("ipv6:") ? inner.substring(5) : inner;
        Optional<InetAddress> address = Networks.address(text).filter(this::mayBeUsed);
        if (address.filter(settings.ourAddresses()::contains).isPresent()) return new MailHosts.OurselvesFirst();
        return address.<MailHosts>map(a -> new MailHosts.Found(List.of(new MailHost(0, text, List.of(a)))))
                .orElseGet(() -> new MailHosts.NoHosts("its address is private"));
    }

    /** What the DNS says of a domain in a word. */
    public enum Standing {
        TAKES_MAIL,
        NULL_MX,
        NO_SUCH_DOMAIN,
        /** Nobody knows now, or not soon enough for a client that waits. */
        UNKNOWN
    }

    /** Asks one quick question, reported to nobody: for a client that waits. */
    public Standing standing(Domain domain) {
        Optional<Name> name = domain.isLiteral() ? Optional.empty() : name(domain.name());
        if (name.isEmpty()) return Standing.UNKNOWN;
        Answer slow = new Answer.Failed("too slow");
        Answer answer = questions
                .ask(name.get(), Type.MX)
                .copy()
                .completeOnTimeout(slow, QUICKLY.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return switch (answer) {
            case Answer.Records(var records) -> isNullMx(exchangers(records)) ? Standing.NULL_MX : Standing.TAKES_MAIL;
            case Answer.NoData none -> Standing.TAKES_MAIL;
            case Answer.NoSuchName none -> Standing.NO_SUCH_DOMAIN;
            case Answer.Failed failed -> Standing.UNKNOWN;
        };
    }

    private MailHosts byName(Domain domain) {
        Optional<Name> name = name(domain.name());
        if (name.isEmpty()) return new MailHosts.NoSuchDomain();
        return switch (questions.ask(name.get(), Type.MX).join()) {
            case Answer.Records(var records) -> byMx(exchangers(records));
            // No MX: the domain is its own mail host, at preference 0 (RFC 5321 5.1).
            case Answer.NoData() -> byMx(List.of(new Exchanger(0, name.get())));
            case Answer.NoSuchName() -> new MailHosts.NoSuchDomain();
            case Answer.Failed(String why) -> new MailHosts.Unknown(why);
        };
    }

    private record Exchanger(int preference, Name host) {}

    /** Sorted by preference; equals among themselves in random order, which spreads the load (RFC 5321 5.1). */
    private List<Exchanger> exchangers(List<Record> records) {
        List<Exchanger> hosts = new ArrayList<>();
        for (Record record : records) {
            if (record instanceof MXRecord mx) hosts.add(new Exchanger(mx.getPriority(), mx.getTarget()));
        }
        Collections.shuffle(hosts, Random.from(random));
        hosts.sort(comparingInt(Exchanger::preference));
        return hosts;
    }

    private MailHosts byMx(List<Exchanger> hosts) {
        if (isNullMx(hosts)) return new MailHosts.NullMx();
        Optional<Integer> ours = hosts.stream()
                .filter(this::isOurselves)
                .map(Exchanger::preference)
                .findFirst();
        List<Exchanger> before = hosts.stream()
                .filter(host -> !host.host().equals(Name.root))
                .filter(host -> ours.isEmpty() || host.preference() < ours.get())
                .limit(MAX_HOSTS)
                .toList();
        if (before.isEmpty() && ours.isPresent()) return new MailHosts.OurselvesFirst();
        return withAddresses(before);
    }

    /** One record with the root as host (RFC 7505 section 3). */
    private static boolean isNullMx(List<Exchanger> hosts) {
        return hosts.size() == 1 && hosts.getFirst().host().equals(Name.root);
    }

    /** A host must not pass mail to itself, nor to one that would pass it back (RFC 5321 5.1). */
    private boolean isOurselves(Exchanger host) {
        return Ascii.equalsIgnoreCase(
                host.host().toString(true), settings.ourName().name());
    }

    /**
     * Asks for the addresses of all hosts at once; hosts without any are left out, and so are those of which one is ours, by
     * whatever name, with all that are not preferred to it (RFC 5321 5.1).
     */
    private MailHosts withAddresses(List<Exchanger> hosts) {
        List<CompletableFuture<Addresses>> asked =
                hosts.stream().map(host -> addresses(host.host())).toList();
        List<MailHost> found = new ArrayList<>();
        Optional<MailHosts> trouble = Optional.empty();
        boolean refused = false;
        boolean ourselves = false;
        for (int i = 0; i < hosts.size() && !ourselves; i++) {
            Addresses addresses = asked.get(i).join();
            if (addresses.found().stream().anyMatch(settings.ourAddresses()::contains)) {
                int ours = hosts.get(i).preference();
                found.removeIf(host -> host.preference() >= ours);
                ourselves = true;
                continue;
            }
            List<InetAddress> usable =
                    addresses.found().stream().filter(this::mayBeUsed).toList();
            String name = hosts.get(i).host().toString(true);
            if (!usable.isEmpty()) found.add(new MailHost(hosts.get(i).preference(), name, usable));
            if (trouble.isEmpty()) trouble = addresses.trouble();
            refused |= usable.size() < addresses.found().size();
        }
        if (!found.isEmpty()) return new MailHosts.Found(found);
        if (ourselves && trouble.isEmpty()) return new MailHosts.OurselvesFirst();
        String why = refused ? "its mail hosts have private addresses only" : "no mail host of it has an address";
        return trouble.orElseGet(() -> new MailHosts.NoHosts(why));
    }

    /** @param trouble present when a question got no answer, so that an empty list proves nothing */
    private record Addresses(List<InetAddress> found, Optional<MailHosts> trouble) {}

    private CompletableFuture<Addresses> addresses(Name host) {
        return questions.ask(host, Type.A).thenCombine(questions.ask(host, Type.AAAA), Resolver::addresses);
    }

    private static Addresses addresses(Answer v4, Answer v6) {
        List<InetAddress> found = new ArrayList<>();
        for (Record record : v4.orNone()) if (record instanceof ARecord a) found.add(a.getAddress());
        for (Record record : v6.orNone()) if (record instanceof AAAARecord aaaa) found.add(aaaa.getAddress());
        Optional<MailHosts> trouble = Stream.of(v4, v6)
                .filter(Answer.Failed.class::isInstance)
                .<MailHosts>map(failed -> new MailHosts.Unknown(((Answer.Failed) failed).why()))
                .findFirst();
        return new Addresses(found, trouble);
    }

    private boolean mayBeUsed(InetAddress address) {
        return settings.privateAddresses() == DnsSettings.PrivateAddresses.ALLOWED || !Networks.isPrivate(address);
    }

    private static Optional<Name> name(String text) {
        try {
            return Optional.of(Name.fromString(text, Name.root));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }
}

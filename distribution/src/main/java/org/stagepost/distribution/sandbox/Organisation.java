package org.stagepost.distribution.sandbox;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Somebody's whole mail system in a sandbox: a domain, an address of the loopback network for its servers, and people.
 *
 * @param domain which is also the name of its folder
 */
public record Organisation(String domain, InetAddress address, List<Person> people) {
    public Organisation {
        people = List.copyOf(people);
    }

    public String hostname() {
        return "mx." + domain;
    }

    public Person person(String name) {
        return people.stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name));
    }

    public InetSocketAddress at(int port) {
        return new InetSocketAddress(address, port);
    }

    /** What the DNS says about it, as a zone server takes it. */
    String records() {
        return "%1$s MX 10 %2$s\n%2$s A %3$s\n".formatted(domain, hostname(), address.getHostAddress());
    }

    /** Where its settings, mail and everything else lie. */
    public Path folder(Path sandbox) {
        return sandbox.resolve(domain);
    }

    /** Its settings file. */
    String settings(Ports ports, InetSocketAddress dns) {
        String here = address.getHostAddress();
        return """
            hostname = "%1$s"
            domains = ["%2$s"]
            postmaster.letter = false
            as-root = true                # a sandbox holds nothing of worth,
            login.hash-memory = "1M"      # its passwords are known to all,
            login.hash-passes = 1         # and whoever watches it should not wait

            [msa]
            listen = "%3$s:%5$d"
            listen-tls = "%3$s:%6$d"

            [mta]
            listen = "%3$s:%4$d"
            remote-port = %4$d
            dns-server = "%12$s"
            allow-private-addresses = true
            delivery = "%3$s:%7$d"

            [mda]
            listen = "%3$s:%7$d"

            [imap]
            listen = "%3$s:%8$d"
            listen-tls = "%3$s:%9$d"

            [pop3]
            listen = "%3$s:%10$d"
            listen-tls = "%3$s:%11$d"
            """.formatted(
                        hostname(),
                        domain,
                        here,
                        ports.smtp(),
                        ports.submission(),
                        ports.submissions(),
                        ports.lmtp(),
                        ports.imap(),
                        ports.imaps(),
                        ports.pop3(),
                        ports.pop3s(),
                        dns.getAddress().getHostAddress() + ":" + dns.getPort());
    }
}

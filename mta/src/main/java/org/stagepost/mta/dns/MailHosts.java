package org.stagepost.mta.dns;

import java.util.List;
import java.util.stream.Collectors;

/** What the DNS says about where mail for a domain goes. */
public sealed interface MailHosts {
    /** These hosts, in the order in which to try them; at least one, each with at least one address. */
    record Found(List<MailHost> hosts) implements MailHosts {
        public Found {
            hosts = List.copyOf(hosts);
        }

        @Override
        public String toString() {
            return hosts.stream().map(MailHost::toString).collect(Collectors.joining(", "));
        }
    }

    /** The domain takes no mail and says so (RFC 7505). */
    record NullMx() implements MailHosts {
        @Override
        public String toString() {
            return "null MX";
        }
    }

    /** There is no such domain (NXDOMAIN). */
    record NoSuchDomain() implements MailHosts {
        @Override
        public String toString() {
            return "no such domain";
        }
    }

    /** The domain exists, but no host that we may speak to takes its mail. */
    record NoHosts(String why) implements MailHosts {
        @Override
        public String toString() {
            return why;
        }
    }

    /** The most preferred host is this one, and yet the domain is not ours: going on would be a loop (RFC 5321 5.1). */
    record OurselvesFirst() implements MailHosts {
        @Override
        public String toString() {
            return "its first mail host is this one";
        }
    }

    /** The DNS cannot tell now: ask again later. */
    record Unknown(String why) implements MailHosts {
        @Override
        public String toString() {
            return why;
        }
    }
}

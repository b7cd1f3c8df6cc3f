package org.stagepost.mta.route;

import org.stagepost.mail.Domain;
import org.stagepost.mail.Reply;
import org.stagepost.net.Endpoint;

/** Where a copy goes next. Equal next hops share connections and their limits. */
public sealed interface NextHop {
    /** Our own mailboxes. */
    record Mailboxes() implements NextHop {
        @Override
        public String toString() {
            return "delivery";
        }
    }

    /** The mail hosts that the DNS names for this domain. */
    record MailHostsOf(Domain domain) implements NextHop {
        @Override
        public String toString() {
            return domain.toString();
        }
    }

    /** A host that our settings name, whatever the DNS says: a route of a domain, or a smart host. */
    record Relay(SmartHost host) implements NextHop {
        @Override
        public String toString() {
            return "smtp:" + host;
        }
    }

    /** A delivery agent that our settings name (RFC 2033). */
    record Lmtp(Endpoint endpoint) implements NextHop {
        @Override
        public String toString() {
            return "lmtp:" + endpoint;
        }
    }

    /** Nowhere before the operator releases it. */
    record Hold() implements NextHop {
        @Override
        public String toString() {
            return "hold";
        }
    }

    /** Nowhere before the host of this domain comes and fetches it (RFC 2645). */
    record Fetched(Domain domain) implements NextHop {
        @Override
        public String toString() {
            return "fetched:" + domain;
        }
    }

    /** Nowhere at all, and nobody is told. */
    record Discard() implements NextHop {
        @Override
        public String toString() {
            return "discard";
        }
    }

    /** Back to where it came from, with this reply. */
    record Refuse(Reply reply) implements NextHop {
        @Override
        public String toString() {
            return "refuse";
        }
    }
}

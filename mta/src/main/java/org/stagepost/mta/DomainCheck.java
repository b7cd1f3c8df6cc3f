package org.stagepost.mta;

import jakarta.inject.Inject;
import java.util.Optional;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Reply;
import org.stagepost.mail.ReversePath;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
import org.stagepost.mta.route.Routes;

/** What the DNS says for certain about other domains, so that a client hears it now rather than in a bounce (RFC 7505). */
final class DomainCheck {
    private final Routes routes;
    private final Resolver resolver;

    @Inject
    DomainCheck(Routes routes, Resolver resolver) {
        this.routes = routes;
        this.resolver = resolver;
    }

    /** Why no mail of a sender will ever get to this domain; empty when it may, or when nobody can tell now. */
    Optional<Reply> recipient(ReversePath from, Domain domain) {
        if (routes.to(domain, from) instanceof NextHop.Refuse(Reply reply)) return Optional.of(reply);
        if (!(routes.to(domain, from) instanceof NextHop.MailHostsOf)) return Optional.empty();
        return switch (resolver.standing(domain)) {
            case NULL_MX -> Optional.of(MtaReplies.DOMAIN_TAKES_NO_MAIL);
            case NO_SUCH_DOMAIN -> Optional.of(MtaReplies.NO_SUCH_DOMAIN);
            case TAKES_MAIL, UNKNOWN -> Optional.empty();
        };
    }

    /** Why mail from this domain is not taken: nobody could ever be told what became of it. */
    Optional<Reply> sender(Domain domain) {
        if (!(routes.to(domain, ReversePath.NULL) instanceof NextHop.MailHostsOf)) return Optional.empty();
        return resolver.standing(domain) == Resolver.Standing.NULL_MX
                ? Optional.of(MtaReplies.SENDER_TAKES_NO_MAIL)
                : Optional.empty();
    }
}

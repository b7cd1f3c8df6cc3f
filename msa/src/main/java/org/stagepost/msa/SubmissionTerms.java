package org.stagepost.msa;

import jakarta.inject.Inject;
import org.stagepost.directory.Directory;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.PerAccount;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;

/** What submission offers and demands: of people a login, under TLS. */
final class SubmissionTerms {
    private final MsaConfig config;
    private final Directory directory;
    private final Mechanisms mechanisms;
    private final Tls tls;
    private final PerAccount sessions;

    @Inject
    SubmissionTerms(MsaConfig config, Directory directory, Mechanisms mechanisms, Tls tls) {
        this.config = config;
        this.directory = directory;
        this.mechanisms = mechanisms;
        this.tls = tls;
        this.sessions = new PerAccount(config.perAccount());
    }

    /**
     * The same for both kinds of listener: where TLS is on already, STARTTLS is not offered. Only who has logged in may let
     * mail wait here (RFC 4865 4.2).
     */
    Terms terms() {
        MsaConfig.Limit limit = config.limit();
        return plain().with(new Terms.Limit(
                        limit.octets(), limit.recipients(), limit.hold().longest()))
                .trusting(config.xclients())
                .with(tls.forLogins())
                .demanding(mechanisms)
                .with(sessions);
    }

    /** With STARTTLS and without logins. */
    Terms encrypted() {
        return plain().with(tls);
    }

    /** Without TLS and logins. */
    Terms plain() {
        MsaConfig.Limit limit = config.limit();
        return Terms.of(
                        Dialect.SUBMISSION,
                        config.hostname().name(),
                        config.spill(),
                        () -> directory.postmasterAt(config.hostname()))
                .with(new Terms.Limit(limit.octets(), limit.recipients()))
                .beforeQueue();
    }

    Tls tls() {
        return Terms.speaking(tls.forLogins());
    }
}

package org.stagepost.mda;

import jakarta.inject.Inject;
import org.stagepost.directory.Directory;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.server.Allowance;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Terms;

/**
 * What LMTP offers and demands at each endpoint. DSN is not offered: whoever hands over here keeps the duty to report, for
 * delivery has no queue to write reports to, and a positive reply is the delivery itself (RFC 3461 5.2.4). Trust is never by address beyond this machine: whoever comes from
 * elsewhere logs in, under TLS.
 */
final class LmtpTerms {
    private final MdaConfig config;
    private final Directory directory;
    private final Mechanisms mechanisms;
    private final Tls tls;

    @Inject
    LmtpTerms(MdaConfig config, Directory directory, Mechanisms mechanisms, Tls tls) {
        this.config = config;
        this.directory = directory;
        this.mechanisms = mechanisms;
        this.tls = tls;
    }

    Terms at(Endpoint endpoint) {
        Terms local = Terms.of(
                        Dialect.LMTP,
                        config.hostname().name(),
                        config.spill(),
                        () -> directory.postmasterAt(config.hostname()))
                .with(new Terms.Limit(config.maxMessage(), Terms.Limit.DEFAULT.recipients()))
                .offering(Extension.SMTP_UTF8, Extension.BINARY_MIME);
        if (MdaConfig.isOfThisMachine(endpoint)) return local;
        return local.with(Allowance.STRANGER).with(tls).demanding(boundToTheCertificate());
    }

    /** Our own transfer agent, which checks no certificate, binds to it under every version of TLS. */
    private Mechanisms boundToTheCertificate() {
        return new Mechanisms(mechanisms.authenticator(), InClear.NOWHERE, Plus.ALWAYS);
    }
}

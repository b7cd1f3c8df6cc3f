package org.stagepost.mta;

import jakarta.inject.Inject;
import java.net.InetAddress;
import org.stagepost.directory.Directory;
import org.stagepost.mta.MtaConfig.Receiving;
import org.stagepost.mta.route.Routes;
import org.stagepost.net.Connection;
import org.stagepost.net.Dialogue;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.smtp.Extension;
import org.stagepost.smtp.server.Allowance;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.SmtpServer;
import org.stagepost.smtp.server.Terms;

/** The dialogues of transfer: with the world, with our own submission stage, and with those who come for their mail. Trust is a matter of the listener. */
final class TransferDialogues {
    /** What a client may submit must pass here too, with the fields that submission has put on top of it. */
    private static final long ADDED_BY_US = 1 << 20;

    private final Receiving receiving;
    private final boolean started;
    private final Routes routes;
    private final Directory directory;
    private final Tls tls;
    private final Mechanisms mechanisms;
    private final FetchReceiver fetchReceiver;
    private final Reception reception;
    private final Permitted permitted;

    @Inject
    TransferDialogues(
            MtaConfig config,
            Routes routes,
            Directory directory,
            Tls tls,
            Mechanisms mechanisms,
            FetchReceiver fetchReceiver,
            Reception reception,
            Permitted permitted) {
        this.mechanisms = mechanisms;
        this.fetchReceiver = fetchReceiver;
        this.receiving = config.receiving();
        this.started = !config.fetching().starters().isEmpty();
        this.routes = routes;
        this.directory = directory;
        this.tls = tls;
        this.reception = reception;
        this.permitted = permitted;
    }

    /** For everybody: who is a backup of others is asked for their mail by ETRN; STARTTLS is offered (RFC 3207), and nobody can log in. */
    Dialogue world() {
        Terms usual = terms(receiving.maxMessage()).with(tls).trusting(receiving.xclients());
        Dialogue familiar = receiving(usual);
        Dialogue stranger = receiving(usual.with(usual.allowance().waiting(receiving.earlyTalker())));
        return connection -> (isFamiliar(connection) ? familiar : stranger).converse(connection);
    }

    /** Whom nobody suspects of talking before it is his turn (row R7): this machine, and who may relay. */
    private boolean isFamiliar(Connection connection) {
        InetAddress address = connection.remoteAddress();
        return address.isLoopbackAddress() || permitted.relaying().stream().anyMatch(range -> range.contains(address));
    }

    private Dialogue receiving(Terms usual) {
        Relaying relaying = new Relaying.From(permitted);
        SmtpServer plain = reception.on(usual, relaying);
        SmtpServer backup = reception.on(usual.offering(Extension.ETRN), relaying);
        return connection -> (routes.backups().isEmpty() ? plain : backup).converse(connection);
    }

    /**
     * For our own stage: a Unix socket is open to our own user only, and a TCP port to who knows the secret. It holds for
     * later, and tries in time, what that stage lets pass (RFC 4865: submission alone offers that). On the socket too AUTH is
     * offered, without a mechanism: for its parameter of MAIL, by which the stage says who has submitted a message.
     */
    SmtpServer submission(Endpoint at) {
        Terms usual = terms(receiving.maxMessage() + ADDED_BY_US);
        Terms.Limit limit = usual.limit();
        Terms own = usual.with(new Terms.Limit(limit.octets(), limit.recipients(), Terms.Times.OWN_STAGE))
                .with(Allowance.TRUSTED);
        Terms terms = at instanceof Endpoint.Unix
                ? own.offering(Extension.AUTH)
                : own.with(tls).demanding(secretMechanisms());
        return reception.on(terms, new Relaying.OwnStage());
    }

    /** For who comes or sends for his mail (RFC 2645, RFC 1985): nothing but a login, under the same rules as submission's, ATRN and ETRN. */
    SmtpServer fetching() {
        Terms terms = terms(receiving.maxMessage())
                .offeringOnly(Extension.ENHANCED_STATUS_CODES, Extension.ATRN)
                .with(tls.forLogins())
                .demanding(mechanisms);
        return reception.of(started ? terms.offering(Extension.ETRN) : terms, fetchReceiver);
    }

    /** The client here is ours: it binds to the certificate under every version of TLS. */
    private Mechanisms secretMechanisms() {
        SubmissionSecret secret = new SubmissionSecret(receiving.secret().orElseThrow());
        return new Mechanisms(secret, InClear.ON_LOOPBACK, Plus.ALWAYS);
    }

    private Terms terms(long largest) {
        return Terms.of(
                        Dialect.SMTP,
                        receiving.hostname().name(),
                        receiving.spill(),
                        () -> directory.postmasterAt(receiving.hostname()))
                .with(new Terms.Limit(largest, Terms.Limit.DEFAULT.recipients()))
                .beforeQueue();
    }
}

package org.stagepost.mta.deliver;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mta.dns.MailHosts;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.SmartHost;
import org.stagepost.mta.route.SmartHost.Level;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.net.TlsSession;
import org.stagepost.smtp.client.CallAhead;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.HopException;
import org.stagepost.smtp.client.SmtpClient;

/** Tries a smart host step by step, up to RCPT and no further, and says of the step that fails what is wrong and what to do. */
public final class RelayCheck {
    private static final String LATER = "it may be taken later; mail waits in the queue until then";

    private final Network network;
    private final Resolver resolver;
    private final Ways ways;

    public RelayCheck(Network network, Resolver resolver, Outgoing outgoing) {
        this.network = network;
        this.resolver = resolver;
        this.ways = new Ways(resolver, outgoing, new TlsKeys());
    }

    /**
     * What came of a step.
     *
     * @param step {@code resolve}, {@code connect}, {@code tls}, {@code login}, {@code sender} or {@code recipient}
     * @param told what was found
     * @param advice what to do; empty when the step went well
     */
    public record Finding(String host, String step, String told, String advice) {
        public boolean good() {
            return advice.isEmpty();
        }
    }

    /** @param envelope with one recipient, or none where only its sender is asked about; no message is sent */
    public List<Finding> of(SmartHost smart, Envelope envelope) {
        List<Finding> findings = new ArrayList<>();
        for (Endpoint host : smart.hosts()) {
            Steps steps =
                    new Steps(new SmartHost(smart.name(), List.of(host), smart.protection(), smart.login()), host);
            try {
                steps.walk(envelope);
            } catch (UncheckedIOException e) {
                steps.bad("tls", String.valueOf(e.getMessage()), "authorities must name a PEM file with certificates");
            }
            findings.addAll(steps.findings);
        }
        return findings;
    }

    /** The way to one host. */
    private final class Steps {
        private final SmartHost smart;
        private final Endpoint host;
        private final List<Finding> findings = new ArrayList<>();

        Steps(SmartHost smart, Endpoint host) {
            this.smart = smart;
            this.host = host;
        }

        private void good(String step, String told) {
            findings.add(new Finding(host.toString(), step, told, ""));
        }

        private void bad(String step, String told, String advice) {
            findings.add(new Finding(host.toString(), step, told, advice));
        }

        void walk(Envelope envelope) {
            if (host instanceof Endpoint.Tcp tcp) {
                MailHosts found = resolver.host(tcp.host(), envelope.trace());
                if (!(found instanceof MailHosts.Found)) {
                    bad(
                            "resolve",
                            "the DNS says of " + tcp.host() + ": " + found,
                            "check the spelling of hosts, and whether the DNS server answers");
                    return;
                }
                good("resolve", found.toString());
            }
            if (!(ways.configured(smart, envelope.trace()) instanceof Ways.Answer.Servers servers)) return;
            for (Hop hop : servers.hops()) if (answers(hop, envelope)) return;
        }

        /** As for mail: where an address does not let us in, the next one has its turn. */
        private boolean answers(Hop hop, Envelope envelope) {
            try (SmtpClient client = SmtpClient.open(network, hop)) {
                good("connect", client.server() + " answers");
                good("tls", client.tls().map(this::told).orElse("not in use"));
                smart.login().ifPresent(login -> good("login", login + " is let in"));
                ask(client, envelope);
                return true;
            } catch (HopException e) {
                refused(e);
                return false;
            }
        }

        private String told(TlsSession tls) {
            boolean checked = smart.protection().level() == Level.VERIFIED;
            return tls.protocol() + (checked ? ", certificate checked" : ", certificate not checked");
        }

        /** Who names no recipient asks about the sender alone; a transaction needs somebody all the same. */
        private void ask(SmtpClient client, Envelope envelope) {
            boolean named = !envelope.recipients().isEmpty();
            Recipient recipient = named
                    ? envelope.recipients().getFirst()
                    : Recipient.of(envelope.from().address().orElseThrow());
            CallAhead.Answer answer = client.callAhead(envelope.to(List.of()), recipient);
            Reply reply = answer.reply();
            if (!answer.aboutRecipient()) {
                bad("sender", envelope.from() + ": " + reply, reply.temporary() ? LATER : adviceForSender());
                return;
            }
            good("sender", envelope.from() + " is taken");
            if (!named) return;
            String told = recipient + ": " + reply;
            if (reply.positive()) good("recipient", told);
            else bad("recipient", told, reply.temporary() ? LATER : adviceForRecipient());
        }

        private String adviceForSender() {
            return smart.login().isPresent()
                    ? "the login may not use this sender: try --from with an address of the login"
                    : "the server takes no mail of this sender from us: it wants a login, or our address in its list";
        }

        private String adviceForRecipient() {
            return smart.login().isPresent()
                    ? "the login may not use this sender, or the server does not relay to that recipient:"
                            + " try --from with an address of the login"
                    : "the server does not relay for us: it wants a login, or our address in its list";
        }

        /** Which step it was, by the status that our side or the server gave (RFC 3463 3.5, RFC 4954 section 6). */
        private void refused(HopException e) {
            Reply reply = e.reply();
            String told = reply.toString() + cause(e);
            switch (reply.status().toString()) {
                case "4.4.1" ->
                    bad(
                            "connect",
                            told,
                            "check host and port, and whether a firewall lets us out (many providers close port 25:"
                                    + " 587 or 465 then)");
                case "4.7.5" ->
                    bad(
                            "tls",
                            told,
                            "hosts must name it as its certificate does; authorities = \"ca.pem\" if it is a private"
                                    + " one; port 465 is TLS from the first octet, other ports want STARTTLS");
                case "4.7.0" -> login(told, "the server offers no login that is safe here: check the port, and tls");
                case "5.7.8", "5.7.9", "5.7.3" ->
                    login(told, "check login and password; some providers want a password of its own for programs");
                default -> {
                    if (reply.code() == 535) login(told, "check login and password");
                    else
                        bad("connect", told, "the server does not want to speak with us now: its words should say why");
                }
            }
        }

        private void login(String told, String advice) {
            bad("login", told, advice);
        }

        private static String cause(Throwable e) {
            String text = "";
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause())
                text = String.valueOf(cause.getMessage());
            return text.isEmpty() || String.valueOf(e.getMessage()).contains(text) ? "" : " (" + text + ")";
        }
    }
}

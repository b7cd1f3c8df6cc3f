package org.stagepost.imap.handle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stagepost.imap.command.BeforeLogin;
import org.stagepost.imap.response.Completion;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.SaslExchange;
import org.stagepost.sasl.SaslServer;
import org.stagepost.sasl.Step;
import org.stagepost.sasl.Step.Refusal;

/** LOGIN and AUTHENTICATE: a client proves who it is (RFC 3501 6.2.2, 6.2.3). */
public final class Authentication {
    private final Mechanisms mechanisms;
    private final Channel channel;

    public Authentication(Mechanisms mechanisms, Channel channel) {
        this.mechanisms = mechanisms;
        this.channel = channel;
    }

    /** By password; empty where passwords may not travel as they would here. */
    public Optional<Step> login(BeforeLogin.Login command) {
        if (!mechanisms.loginAllowed(channel)) return Optional.empty();
        byte[] password = command.password().getBytes(StandardCharsets.ISO_8859_1);
        String user = new String(command.user().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return Optional.of(mechanisms.authenticator().password(user, password, channel.client()));
    }

    /** By a mechanism; empty for one that is not offered here. */
    public Optional<Step> authenticate(BeforeLogin.Authenticate command, SaslExchange.Lines lines)
            throws IOException, SyntaxException {
        Optional<SaslServer> server = mechanisms.server(command.mechanism(), channel);
        if (server.isEmpty()) return Optional.empty();
        return Optional.of(SaslExchange.run(server.get(), command.initial(), lines));
    }

    /** Why there was nothing to try (RFC 5530 section 3). */
    public Completion unavailable() {
        return mechanisms.loginAllowed(channel)
                ? Completion.no("CANNOT", "there is no such mechanism here")
                : Completion.no("PRIVACYREQUIRED", "not without TLS");
    }

    public static Completion refused(Refusal refusal) {
        return switch (refusal) {
            case INVALID_CREDENTIALS -> Completion.no("AUTHENTICATIONFAILED", "wrong name or password");
            case NOT_AUTHORIZED -> Completion.no("AUTHORIZATIONFAILED", "no right to act for that name");
            case TEMPORARY -> Completion.no("UNAVAILABLE", "logins cannot be checked now");
            case MALFORMED, OUT_OF_TURN -> Completion.bad("the exchange does not follow its mechanism");
            case CANCELLED -> Completion.bad("the exchange is cancelled");
        };
    }
}

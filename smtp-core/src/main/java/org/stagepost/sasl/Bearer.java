package org.stagepost.sasl;

import java.net.InetAddress;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/**
 * An access token in place of a password: OAUTHBEARER (RFC 7628), and XOAUTH2, which came before it and is what most clients
 * speak. Of a token that is no good the client is told in JSON, answers that, and only then hears the refusal.
 */
final class Bearer implements SaslServer {
    private static final char SEPARATOR = 1;
    private static final String SCHEME = "Bearer ";

    private final Form form;
    private final Authenticator authenticator;
    private final InetAddress client;
    private Step refusal = new Refused(Refusal.MALFORMED);
    private boolean told;

    /** How the two write the same. */
    enum Form {
        OAUTHBEARER("{\"status\":\"invalid_token\"}"),
        XOAUTH2("{\"status\":\"401\",\"schemes\":\"bearer\"}");

        private final String trouble;

        Form(String trouble) {
            this.trouble = trouble;
        }
    }

    Bearer(Form form, Authenticator authenticator, InetAddress client) {
        this.form = form;
        this.authenticator = authenticator;
        this.client = client;
    }

    @Override
    public Step start() {
        return new Challenge(new byte[0]);
    }

    @Override
    public Step next(byte[] response) {
        if (told) return refusal;
        try {
            Step step = check(Precis.utf8(response));
            if (!(step instanceof Refused(Refusal why)) || why != Refusal.INVALID_CREDENTIALS) return step;
            told = true;
            refusal = step;
            return new Challenge(Ascii.octets(form.trouble));
        } catch (SyntaxException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    private Step check(String message) throws SyntaxException {
        if (!message.endsWith("" + SEPARATOR + SEPARATOR)) throw new SyntaxException("not ended");
        String[] parts = message.substring(0, message.length() - 2).split("" + SEPARATOR, -1);
        String name = form == Form.OAUTHBEARER ? authorizationIdentity(parts[0]) : value(parts[0], "user=");
        for (int i = 1; i < parts.length; i++)
            if (parts[i].startsWith("auth=")) return authenticator.token(name, token(parts[i]), client);
        throw new SyntaxException("no token");
    }

    /** {@code n,a=name,} without channel binding (RFC 7628 section 3.1). */
    private static String authorizationIdentity(String header) throws SyntaxException {
        boolean good = header.endsWith(",") && (header.startsWith("n,") || header.startsWith("y,"));
        if (!good) throw new SyntaxException("not a gs2 header");
        String asked = header.substring(2, Math.max(2, header.length() - 1));
        return asked.isEmpty() ? "" : Scram.name(value(asked, "a="));
    }

    private static String value(String part, String key) throws SyntaxException {
        if (!part.startsWith(key)) throw new SyntaxException(key + " is missing");
        return part.substring(key.length());
    }

    private static String token(String part) throws SyntaxException {
        String credentials = value(part, "auth=");
        if (!credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) throw new SyntaxException("not a bearer");
        String token = credentials.substring(SCHEME.length()).strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c <= '~')) throw new SyntaxException("no token");
        return token;
    }
}

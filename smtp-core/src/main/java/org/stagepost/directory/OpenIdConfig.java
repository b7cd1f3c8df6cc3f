package org.stagepost.directory;

import java.net.URI;
import java.util.Optional;
import org.stagepost.launch.Settings;
import org.stagepost.mail.SyntaxException;

/**
 * Whose access tokens are taken.
 *
 * @param issuer its name, which is also where its configuration is found: {@code https://id.example.org/realms/staff}
 * @param audience who a token has to be meant for
 * @param claim what of a token is the login name
 */
public record OpenIdConfig(URI issuer, String audience, String claim) {
    static Optional<OpenIdConfig> from(Settings settings) {
        Optional<URI> issuer = settings.value("login.openid.issuer", OpenIdConfig::issuer);
        String audience = settings.string("login.openid.audience", "stagepost");
        String claim = settings.string("login.openid.claim", "email");
        return issuer.map(from -> new OpenIdConfig(from, audience, claim));
    }

    private static URI issuer(String text) throws SyntaxException {
        try {
            URI issuer = URI.create(text);
            String host = issuer.getHost() == null ? "" : issuer.getHost();
            boolean here = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
            boolean good = "https".equals(issuer.getScheme()) || "http".equals(issuer.getScheme()) && here;
            if (good && !host.isEmpty()) return issuer;
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("not a URL: " + e.getMessage());
        }
        throw new SyntaxException("an issuer is written https://host/path");
    }
}

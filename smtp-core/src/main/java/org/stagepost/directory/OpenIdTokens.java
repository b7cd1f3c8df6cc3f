package org.stagepost.directory;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access tokens of one OpenID issuer (RFC 9068, OpenID Connect Discovery 1.0): signed by one of the keys that it publishes,
 * of its name, meant for us, and in their time. Keys are asked for when they are needed and kept for a while, also while the
 * issuer cannot be reached.
 */
final class OpenIdTokens {
    private static final Logger LOG = LoggerFactory.getLogger(OpenIdTokens.class);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MOST_OCTETS = 256 * 1024;
    private static final long KEPT_MILLIS = 60 * 60_000L;
    private static final long REFRESH_MILLIS = 15_000;
    private static final long OUTAGE_MILLIS = 24 * 60 * 60_000L;

    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final OpenIdConfig config;
    private final DefaultResourceRetriever web = new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MOST_OCTETS);
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable DefaultJWTProcessor<SecurityContext> processor;
    private long askAgainAt = System.nanoTime();

    OpenIdTokens(OpenIdConfig config) {
        this.config = config;
    }

    /**
     * The login name in a token; empty when the token is no good.
     *
     * @throws IOException when the issuer has to be asked and does not answer
     */
    Optional<String> login(String token) throws IOException {
        try {
            JWTClaimsSet claims = processor().process(token, null);
            String login = claims.getStringClaim(config.claim());
            boolean doubtful = config.claim().equals("email") && !isTrue(claims.getClaim("email_verified"));
            return doubtful ? Optional.empty() : Optional.ofNullable(login);
        } catch (KeySourceException e) {
            throw new IOException("the keys of " + config.issuer() + " cannot be had", e);
        } catch (BadJOSEException | JOSEException | ParseException e) {
            LOG.info("a token is refused: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Some issuers write it as text. */
    private static boolean isTrue(@Nullable Object claim) {
        return Boolean.TRUE.equals(claim) || "true".equals(claim);
    }

    /** Who waits for the first answer of an issuer that does not give one hears so with the first, and for a while after. */
    private DefaultJWTProcessor<SecurityContext> processor() throws IOException {
        lock.lock();
        try {
            DefaultJWTProcessor<SecurityContext> known = processor;
            if (known == null) {
                if (System.nanoTime() - askAgainAt < 0)
                    throw new IOException(config.issuer() + " did not answer just now");
                known = discovered();
                processor = known;
            }
            return known;
        } catch (IOException e) {
            askAgainAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REFRESH_MILLIS);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** From what the issuer says of itself (OpenID Connect Discovery 1.0 section 4). */
    private DefaultJWTProcessor<SecurityContext> discovered() throws IOException {
        String base = config.issuer().toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        URI at = URI.create(root + "/.well-known/openid-configuration");
        try {
            Map<String, Object> said =
                    JSONObjectUtils.parse(web.retrieveResource(at.toURL()).getContent());
            String issuer = JSONObjectUtils.getString(said, "issuer");
            if (!base.equals(issuer)) throw new IOException(at + " calls itself " + issuer);
            return processor(JSONObjectUtils.getURI(said, "jwks_uri"));
        } catch (ParseException e) {
            throw new IOException(at + " is no OpenID configuration", e);
        }
    }

    private DefaultJWTProcessor<SecurityContext> processor(URI keys) throws IOException {
        JWKSource<SecurityContext> source = JWKSourceBuilder.create(keys.toURL(), web)
                .cache(KEPT_MILLIS, REFRESH_MILLIS)
                .rateLimited(REFRESH_MILLIS)
                .outageTolerant(OUTAGE_MILLIS)
                .build();
        DefaultJWTProcessor<SecurityContext> fresh = new DefaultJWTProcessor<>();
        fresh.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        fresh.setJWSKeySelector(new JWSVerificationKeySelector<>(SIGNATURES, source));
        fresh.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                config.audience(),
                new JWTClaimsSet.Builder().issuer(config.issuer().toString()).build(),
                Set.of("exp", config.claim())));
        return fresh;
    }
}

package org.stagepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stagepost.directory.Houses.address;
import static org.stagepost.directory.Houses.domain;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.launch.Settings;
import org.stagepost.sasl.Channel;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.sasl.SaslServer;
import org.stagepost.sasl.Step;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/** Logins by access tokens, with an issuer on a free port of the loopback. */
class OpenIdTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Step ANN = new Proved(new Identity("ann@example.org"));
    private static final Step INVALID = new Refused(Refusal.INVALID_CREDENTIALS);
    private static final Step TEMPORARY = new Refused(Refusal.TEMPORARY);

    @TempDir
    private Path folder;

    private RSAKey rsa;
    private ECKey curve;
    private HttpServer issuer;
    private String name;
    private volatile String keys = "";
    private SnapshotDirectory served;
    private JdbcDirectory directory;
    private PasswordAuthenticator authenticator;

    @BeforeEach
    void open() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        curve = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
        keys = new JWKSet(List.of(rsa.toPublicJWK(), curve.toPublicJWK())).toString();
        issuer = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        name = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/realm";
        String configuration = "{\"issuer\":\"" + name + "\",\"jwks_uri\":\"" + name + "/keys\"}";
        answer("/realm/.well-known/openid-configuration", () -> configuration);
        answer("/realm/keys", () -> keys);
        issuer.start();
        served = Houses.served(folder);
        directory = Houses.open(folder, served);
        directory.addDomain(domain("example.org"));
        directory.addAccounts(List.of(address("ann@example.org"), address("bob@example.org")), "pencil");
        authenticator = authenticator(name);
    }

    @AfterEach
    void close() throws Exception {
        issuer.stop(0);
        directory.close();
    }

    private interface Text {
        String now();
    }

    private void answer(String path, Text text) {
        issuer.createContext(path, exchange -> {
            byte[] octets = text.now().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(octets.length == 0 ? 500 : 200, octets.length == 0 ? -1 : octets.length);
            if (octets.length > 0) exchange.getResponseBody().write(octets);
            exchange.close();
        });
    }

    private PasswordAuthenticator authenticator(String from) {
        DirectoryConfig config = new DirectoryConfig(
                folder,
                Houses.CHEAP,
                Duration.ZERO,
                0,
                InClear.NOWHERE,
                Plus.AUTO,
                Set.of(),
                Optional.of(new OpenIdConfig(URI.create(from), "stagepost", "email")));
        return new PasswordAuthenticator(served, config, Houses.uses(folder), Houses.vault(folder));
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(name)
                .audience(List.of("other", "stagepost"))
                .claim("email", "ann@example.org")
                .claim("email_verified", true)
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    private static String signed(JWSHeader.Builder header, String key, JWSSigner signer, JWTClaimsSet.Builder claims)
            throws Exception {
        SignedJWT token = new SignedJWT(header.keyID(key).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private String signed(JWTClaimsSet.Builder claims) throws Exception {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256), "rsa", new RSASSASigner(rsa), claims);
    }

    private Step login(String token) {
        return authenticator.token("", token, HERE);
    }

    @Test
    void aTokenOfTheIssuerForUsProvesWhomItNames() throws Exception {
        assertThat(login(signed(claims()))).isEqualTo(ANN);
        assertThat(login(signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("at+jwt")),
                        "curve",
                        new ECDSASigner(curve),
                        claims())))
                .isEqualTo(ANN);
        assertThat(authenticator.token("ANN@example.org", signed(claims()), HERE))
                .isEqualTo(ANN);
        assertThat(authenticator.token("bob@example.org", signed(claims()), HERE))
                .isEqualTo(INVALID);
    }

    @Test
    void whatIsWrongWithATokenIsNeverOverlooked() throws Exception {
        Date past = Date.from(Instant.now().minusSeconds(300));
        for (JWTClaimsSet.Builder wrong : List.of(
                claims().issuer("http://127.0.0.1/other"),
                claims().audience("other"),
                claims().expirationTime(past),
                claims().expirationTime(null),
                claims().notBeforeTime(Date.from(Instant.now().plusSeconds(300))),
                claims().claim("email", null),
                claims().claim("email_verified", false),
                claims().claim("email_verified", "false"),
                claims().claim("email_verified", null),
                claims().claim("email", "nobody@example.org")))
            assertThat(login(signed(wrong))).as(wrong.build().toString()).isEqualTo(INVALID);
        assertThat(login(new PlainJWT(claims().build()).serialize())).isEqualTo(INVALID);
        byte[] known = rsa.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8);
        assertThat(login(signed(new JWSHeader.Builder(JWSAlgorithm.HS256), "rsa", new MACSigner(known), claims())))
                .isEqualTo(INVALID);
        RSAKey strange = new RSAKeyGenerator(2048).generate();
        assertThat(login(signed(new JWSHeader.Builder(JWSAlgorithm.RS256), "rsa", new RSASSASigner(strange), claims())))
                .isEqualTo(INVALID);
        String good = signed(claims());
        for (String bad : List.of("x", good.substring(1), good + "A", good.substring(0, good.lastIndexOf('.') + 1)))
            assertThat(login(bad)).as(bad).isEqualTo(INVALID);
        directory.disable(address("ann@example.org"));
        assertThat(login(good)).isEqualTo(INVALID);
    }

    @Test
    void anIssuerThatCannotBeAskedIsNoReasonToRefuseForGood() throws Exception {
        String good = keys;
        keys = "";
        assertThat(login(signed(claims()))).isEqualTo(TEMPORARY);
        keys = good;
        authenticator = authenticator(name);
        assertThat(login(signed(claims()))).isEqualTo(ANN);
        issuer.stop(0);
        assertThat(login(signed(claims()))).as("its keys are known").isEqualTo(ANN);
        authenticator = authenticator(name);
        assertThat(login(signed(claims()))).isEqualTo(TEMPORARY);
    }

    @Test
    void anIssuerHasToBeWhomItIsCalled() throws Exception {
        authenticator = authenticator("http://127.0.0.1:" + issuer.getAddress().getPort() + "/realm/");
        assertThat(login(signed(claims()))).isEqualTo(TEMPORARY);
        for (String bad : List.of("http://id.example.org", "id.example.org", "ftp://x", "https://"))
            assertThatThrownBy(() -> OpenIdConfig.from(Settings.of("login.openid.issuer = '" + bad + "'")))
                    .as(bad)
                    .hasMessageContaining("issuer");
    }

    @Test
    void bothMechanismsCarryIt() throws Exception {
        String token = signed(claims());
        assertThat(run(
                        "OAUTHBEARER",
                        "n,a=ann@example.org,\1host=mail.example.org\1port=993\1auth=Bearer " + token + "\1\1"))
                .isEqualTo(ANN);
        assertThat(run("OAUTHBEARER", "n,,\1auth=bearer " + token + "\1\1")).isEqualTo(ANN);
        assertThat(run("XOAUTH2", "user=ann@example.org\1auth=Bearer " + token + "\1\1"))
                .isEqualTo(ANN);
        for (String bad : List.of(
                "", "n,,", "n,,\1\1", "p=x,,\1auth=Bearer x\1\1", "n,,\1auth=Basic x\1\1", "n,,\1auth=Bearer \1\1"))
            assertThat(run("OAUTHBEARER", bad)).as(bad).isEqualTo(new Refused(Refusal.MALFORMED));
    }

    @Test
    void aBadTokenIsToldInJsonBeforeTheRefusal() throws Exception {
        SaslServer server = server("OAUTHBEARER");
        Step first = server.next("n,,\1auth=Bearer x\1\1".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(((Challenge) first).octets(), StandardCharsets.US_ASCII))
                .isEqualTo("{\"status\":\"invalid_token\"}");
        assertThat(server.next(new byte[] {1})).isEqualTo(INVALID);
    }

    private Step run(String mechanism, String message) throws IOException {
        return server(mechanism).next(message.getBytes(StandardCharsets.US_ASCII));
    }

    private SaslServer server(String mechanism) {
        return new Mechanisms(authenticator, InClear.ON_LOOPBACK, Plus.NEVER)
                .server(mechanism, new Channel(HERE, Optional.of("TLSv1.3"), List.of()))
                .orElseThrow();
    }

    @Test
    void tokensTravelUnderTlsOnlyAndOnlyWhereAnIssuerIsTrusted() {
        Mechanisms here = new Mechanisms(authenticator, InClear.ON_LOOPBACK, Plus.NEVER);
        assertThat(here.offered(new Channel(HERE, Optional.of("TLSv1.3"), List.of())))
                .contains("OAUTHBEARER", "XOAUTH2");
        assertThat(here.offered(new Channel(HERE, Optional.empty(), List.of())))
                .contains("PLAIN")
                .doesNotContain("OAUTHBEARER", "XOAUTH2");
    }
}

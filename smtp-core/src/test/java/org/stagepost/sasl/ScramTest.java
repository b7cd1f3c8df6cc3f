package org.stagepost.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.ScramKeys;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

class ScramTest {
    private static final ChannelBinding END_POINT =
            new ChannelBinding("tls-server-end-point", () -> new byte[] {1, 2, 3});
    private static final Channel BINDING = channel(List.of(END_POINT));
    private static final Channel UNBOUND = channel(List.of());
    private static final Step ANN = new Proved(new Identity(MemoryAuthenticator.LOGIN));
    private static final Step INVALID = new Refused(Refusal.INVALID_CREDENTIALS);
    private static final Step MALFORMED = new Refused(Refusal.MALFORMED);

    private final MemoryAuthenticator authenticator = new MemoryAuthenticator();
    private final SecureRandom random = new SecureRandom();
    private final Mechanisms mechanisms = new Mechanisms(authenticator, random, InClear.NOWHERE, Plus.ALWAYS, Set.of());

    /** RFC 7677 section 3: user "user", password "pencil". */
    @Test
    void theExampleOfTheStandard() throws Exception {
        byte[] salt = Base64Text.decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        ScramKeys keys = Scram.SHA_256.keys(new Identity("user"), utf8("pencil"), salt, 4096);
        String authMessage = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
                + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
                + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        byte[] proof = Base64Text.decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(Scram.SHA_256.proves(proof, keys, authMessage)).isTrue();
        assertThat(Base64Text.encode(Scram.SHA_256.hmac(keys.serverKey(), authMessage)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    /** RFC 5802 section 5. */
    @Test
    void theExampleOfTheFirstStandard() throws Exception {
        byte[] salt = Base64Text.decode("QSXCR+Q6sek8bf92");
        ScramKeys keys = Scram.SHA_1.keys(new Identity("user"), utf8("pencil"), salt, 4096);
        String authMessage = "n=user,r=fyko+d2lbbFgONRv9qkxdawL,"
                + "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,"
                + "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";
        byte[] proof = Base64Text.decode("v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertThat(Scram.SHA_1.proves(proof, keys, authMessage)).isTrue();
        assertThat(Base64Text.encode(Scram.SHA_1.hmac(keys.serverKey(), authMessage)))
                .isEqualTo("rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }

    @Test
    void theClientProvesItselfAndSoDoesTheServer() throws Exception {
        SaslClient client = client("pencil", Optional.empty());
        assertThat(talk(client, server("SCRAM-SHA-256", UNBOUND))).isEqualTo(ANN);
        assertThat(client.complete()).isTrue();
        assertThat(authenticator.told).containsExactly("ann@example.org true");
    }

    @Test
    void boundToItsTlsSession() throws Exception {
        SaslClient client = client("pencil", Optional.of(END_POINT));
        assertThat(talk(client, server(client.mechanism(), BINDING))).isEqualTo(ANN);
    }

    @Test
    void a6_anotherTlsSessionDoesNotFit() throws Exception {
        SaslClient client =
                client("pencil", Optional.of(new ChannelBinding("tls-server-end-point", () -> new byte[] {9})));
        assertThat(talk(client, server(client.mechanism(), BINDING))).isEqualTo(INVALID);
        assertThat(client.complete()).isFalse();
    }

    @Test
    void a6_aClientThatMissedOurPlusHasSomebodyInTheMiddle() {
        SaslServer downgraded = server("SCRAM-SHA-256", BINDING);
        assertThat(downgraded.next(utf8("y,,n=ann@example.org,r=abc"))).isEqualTo(MALFORMED);
        assertThat(server("SCRAM-SHA-256", UNBOUND).next(utf8("y,,n=ann@example.org,r=abc")))
                .isInstanceOf(Challenge.class);
    }

    @Test
    void ourClientSaysWhereItMissedAPlus() throws Exception {
        SaslClient client = SaslClient.scramWithoutPlus(
                Scram.SHA_256, MemoryAuthenticator.LOGIN, "pencil", RandomGenerator.of("Random"));
        assertThat(server("SCRAM-SHA-256", BINDING).next(client.initialResponse()))
                .isEqualTo(MALFORMED);
        assertThat(talk(client, server("SCRAM-SHA-256", UNBOUND))).isEqualTo(ANN);
    }

    @Test
    void a6_bindingsThatWeDoNotOffer() {
        for (String flag : List.of("p=tls-unique", "n", "y", "p=", "x"))
            assertThat(server("SCRAM-SHA-256-PLUS", BINDING).next(utf8(flag + ",,n=ann@example.org,r=abc")))
                    .isEqualTo(MALFORMED);
        assertThat(server("SCRAM-SHA-256", BINDING).next(utf8("p=tls-server-end-point,,n=ann@example.org,r=abc")))
                .isEqualTo(MALFORMED);
    }

    @Test
    void a1_aWrongPasswordAndAnUnknownNameLookAlike() throws Exception {
        SaslClient unknown = SaslClient.scram(Scram.SHA_256, "nobody@example.org", "pencil", Optional.empty(), random);
        assertThat(talk(client("wrong", Optional.empty()), server("SCRAM-SHA-256", UNBOUND)))
                .isEqualTo(INVALID);
        assertThat(talk(unknown, server("SCRAM-SHA-256", UNBOUND))).isEqualTo(INVALID);
        assertThat(authenticator.told).containsExactly("ann@example.org false", "nobody@example.org false");
    }

    @Test
    void a6_aRecordedExchangeDoesNotReplay() throws Exception {
        SaslClient client = client("pencil", Optional.empty());
        SaslServer first = server("SCRAM-SHA-256", UNBOUND);
        byte[] proof = client.next(challenge(first.next(client.initialResponse())));
        SaslServer second = server("SCRAM-SHA-256", UNBOUND);
        second.next(client.initialResponse());
        assertThat(second.next(proof)).isEqualTo(INVALID);
        assertThat(first.next(proof)).isInstanceOf(Challenge.class);
        assertThat(first.next(proof)).isEqualTo(MALFORMED);
    }

    @Test
    void a6_aClientRefusesFewIterationsAndAForeignNonce() {
        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                text -> text.replace("i=4096", "i=1000"),
                text -> text.replace("i=4096", "i=99999999999"),
                text -> text.replaceFirst("r=..", "r=xx"),
                text -> "m=x," + text)) {
            SaslClient client = client("pencil", Optional.empty());
            byte[] serverFirst = challenge(server("SCRAM-SHA-256", UNBOUND).next(client.initialResponse()));
            byte[] changed = utf8(change.apply(new String(serverFirst, StandardCharsets.UTF_8)));
            assertThatThrownBy(() -> client.next(changed)).isInstanceOf(SyntaxException.class);
        }
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsNotBelieved() throws Exception {
        SaslClient client = client("pencil", Optional.empty());
        client.next(challenge(server("SCRAM-SHA-256", UNBOUND).next(client.initialResponse())));
        assertThatThrownBy(() -> client.next(utf8("v=" + Base64Text.encode(new byte[32]))))
                .isInstanceOf(SyntaxException.class);
        assertThat(client.complete()).isFalse();
    }

    @Test
    void a3_garbage() {
        for (String message : List.of(
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=,r=abc",
                "n,,n=ann",
                "n,,r=abc,n=ann",
                "n,,m=x,n=ann,r=abc",
                "n,,n=ann,r=abc,m=x",
                "n,,n=a=2Xnn,r=abc",
                "n,,n=ann,r=a\u0001c",
                "n,,n=ann,r=abc,r=abc",
                "n,b=x,n=ann,r=abc",
                "n,,n=ann,r=abc" + ",x=y".repeat(2_000)))
            assertThat(server("SCRAM-SHA-256", UNBOUND).next(utf8(message)))
                    .as(message)
                    .isEqualTo(MALFORMED);
        assertThat(server("SCRAM-SHA-256", UNBOUND).next(new byte[] {'n', ',', ',', 'n', '=', (byte) 0xff}))
                .isEqualTo(MALFORMED);
    }

    @Test
    void a3_nobodyActsForAnother() throws Exception {
        SaslClient honest = client("pencil", Optional.empty());
        SaslServer server = server("SCRAM-SHA-256", UNBOUND);
        String first = new String(honest.initialResponse(), StandardCharsets.UTF_8);
        byte[] serverFirst = challenge(server.next(utf8(first.replace("n,,", "n,a=bob@example.org,"))));
        String last = new String(honest.next(serverFirst), StandardCharsets.UTF_8);
        String header = Base64Text.encode(utf8("n,a=bob@example.org,"));
        assertThat(server.next(utf8(last.replace("c=biws", "c=" + header)))).isEqualTo(INVALID);
    }

    @Test
    void namesWithCommasAndEqualSigns() throws Exception {
        assertThat(Scram.name(Scram.escaped("a=b,c=2C"))).isEqualTo("a=b,c=2C");
    }

    private SaslServer server(String mechanism, Channel channel) {
        return mechanisms.server(mechanism, channel).orElseThrow();
    }

    private SaslClient client(String password, Optional<ChannelBinding> binding) {
        return SaslClient.scram(
                Scram.SHA_256, MemoryAuthenticator.LOGIN, password, binding, RandomGenerator.of("Random"));
    }

    /** Passes messages to and fro until the server has decided. */
    private static Step talk(SaslClient client, SaslServer server) throws SyntaxException {
        Step step = server.next(client.initialResponse());
        while (step instanceof Challenge(byte[] octets)) step = server.next(client.next(octets));
        return step;
    }

    private static byte[] challenge(Step step) {
        return ((Challenge) step).octets();
    }

    private static Channel channel(List<ChannelBinding> bindings) {
        return new Channel(InetAddress.getLoopbackAddress(), Optional.of("TLSv1.3"), bindings);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

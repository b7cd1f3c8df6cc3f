package org.stagepost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

class MechanismsTest {
    private static final Channel TLS = channel("TLSv1.2", "tls-server-end-point");
    private static final Channel TLS_1_3 = channel("TLSv1.3", "tls-server-end-point");
    private static final Channel EXPORTING = channel("TLSv1.3", "tls-exporter", "tls-server-end-point");
    private static final Channel CLEAR = new Channel(InetAddress.getLoopbackAddress(), Optional.empty(), List.of());
    private static final Step ANN = new Proved(new Identity(MemoryAuthenticator.LOGIN));

    private final MemoryAuthenticator authenticator = new MemoryAuthenticator();
    private final Mechanisms mechanisms =
            new Mechanisms(authenticator, new SecureRandom(), InClear.NOWHERE, Plus.AUTO, Set.of());

    @Test
    void c15_nothingIsOfferedWithoutTls() {
        assertThat(mechanisms.offered(CLEAR)).isEmpty();
        assertThat(mechanisms.loginAllowed(CLEAR)).isFalse();
        assertThat(mechanisms.server("PLAIN", CLEAR)).isEmpty();
    }

    @Test
    void onLoopbackAPasswordMayTravelInClearWhereTheOperatorSaysSo() throws Exception {
        Mechanisms local =
                new Mechanisms(authenticator, new SecureRandom(), InClear.ON_LOOPBACK, Plus.ALWAYS, Set.of());
        Channel far = new Channel(InetAddress.getByName("192.0.2.1"), Optional.empty(), List.of());
        assertThat(local.offered(CLEAR)).containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(local.offered(far)).isEmpty();
    }

    @Test
    void underTlsEverythingIsOfferedStrongestFirst() {
        assertThat(mechanisms.offered(TLS)).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN");
    }

    /** RFC 9266 section 2: a client of TLS 1.3 looks for tls-exporter, and without it has no use for -PLUS. */
    @Test
    void underTls13PlusNeedsAnExporter() {
        assertThat(mechanisms.offered(TLS_1_3)).containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(mechanisms.server("SCRAM-SHA-256-PLUS", TLS_1_3)).isEmpty();
        assertThat(mechanisms.offered(EXPORTING)).startsWith("SCRAM-SHA-256-PLUS");
    }

    @Test
    void theOperatorMayHavePlusAlwaysOrNever() {
        for (Channel channel : List.of(TLS, TLS_1_3, EXPORTING)) {
            assertThat(offering(Plus.ALWAYS).offered(channel)).contains("SCRAM-SHA-256-PLUS");
            assertThat(offering(Plus.NEVER).offered(channel)).doesNotContain("SCRAM-SHA-256-PLUS");
        }
        assertThat(offering(Plus.ALWAYS).offered(CLEAR)).isEmpty();
    }

    /** RFC 5802 section 6: "y" says that our list had no -PLUS, and is believed only where that is so. */
    @Test
    void a6_whoSawNoPlusIsBelievedWhereThereIsNone() {
        assertThat(missedPlus(Plus.AUTO, TLS)).isEqualTo(refused(Refusal.MALFORMED));
        assertThat(missedPlus(Plus.AUTO, TLS_1_3)).isInstanceOf(Challenge.class);
        assertThat(missedPlus(Plus.AUTO, EXPORTING)).isEqualTo(refused(Refusal.MALFORMED));
        assertThat(missedPlus(Plus.ALWAYS, TLS_1_3)).isEqualTo(refused(Refusal.MALFORMED));
        assertThat(missedPlus(Plus.NEVER, TLS)).isInstanceOf(Challenge.class);
    }

    private Step missedPlus(Plus plus, Channel channel) {
        SaslServer server = offering(plus).server("SCRAM-SHA-256", channel).orElseThrow();
        return server.next("y,,n=ann@example.org,r=abc".getBytes(StandardCharsets.UTF_8));
    }

    private Mechanisms offering(Plus plus) {
        return new Mechanisms(authenticator, new SecureRandom(), InClear.NOWHERE, plus, Set.of());
    }

    private static Channel channel(String tls, String... bindings) {
        List<ChannelBinding> all = Stream.of(bindings)
                .map(type -> new ChannelBinding(type, () -> new byte[] {1, 2, 3}))
                .toList();
        return new Channel(InetAddress.getLoopbackAddress(), Optional.of(tls), all);
    }

    @Test
    void a4_anUnknownMechanismIsNone() {
        for (String name : List.of("CRAM-MD5", "", "plain", "ANONYMOUS", "EXTERNAL"))
            assertThat(mechanisms.server(name, TLS)).isEmpty();
    }

    @Test
    void plainInOneStepAndInTwo() throws Exception {
        assertThat(exchange("PLAIN", Optional.of("\0ann@example.org\0pencil"))).isEqualTo(ANN);
        assertThat(exchange("PLAIN", Optional.empty(), "\0ann@example.org\0pencil"))
                .isEqualTo(ANN);
    }

    @Test
    void loginAsksForNameAndPassword() throws Exception {
        assertThat(exchange("LOGIN", Optional.empty(), "Ann@Example.org", "pencil"))
                .isEqualTo(ANN);
        assertThat(exchange("LOGIN", Optional.of("ann@example.org"), "wrong"))
                .isEqualTo(refused(Refusal.INVALID_CREDENTIALS));
    }

    @Test
    void a3_garbageInPlain() throws Exception {
        for (String message :
                List.of("", "x", "\0", "\0\0", "\0ann@example.org", "\0ann@example.org\0pencil\0", "\0\0pencil"))
            assertThat(exchange("PLAIN", Optional.of(message))).isEqualTo(refused(Refusal.MALFORMED));
        assertThat(exchange("PLAIN", Optional.of("\0ann@example.org\0")))
                .isEqualTo(refused(Refusal.INVALID_CREDENTIALS));
    }

    @Test
    void a3_nobodyActsForAnother() throws Exception {
        assertThat(exchange("PLAIN", Optional.of("bob@example.org\0ann@example.org\0pencil")))
                .isEqualTo(refused(Refusal.NOT_AUTHORIZED));
        assertThat(exchange("PLAIN", Optional.of("bob@example.org\0ann@example.org\0wrong")))
                .isEqualTo(refused(Refusal.INVALID_CREDENTIALS));
        assertThat(exchange("PLAIN", Optional.of("ANN@example.org\0ann@example.org\0pencil")))
                .isEqualTo(ANN);
    }

    @Test
    void a3_theLinesOfAnExchange() throws Exception {
        assertThat(lines("PLAIN", Optional.of("*"))).isEqualTo(refused(Refusal.CANCELLED));
        assertThat(lines("LOGIN", Optional.empty(), "*")).isEqualTo(refused(Refusal.CANCELLED));
        assertThat(lines("LOGIN", Optional.empty(), "=")).isEqualTo(refused(Refusal.MALFORMED));
        assertThat(lines("PLAIN", Optional.of("="))).isEqualTo(refused(Refusal.MALFORMED));
        assertThat(lines("PLAIN", Optional.of("AGFubg"))).isEqualTo(refused(Refusal.MALFORMED));
    }

    /** Runs an exchange whose responses are given decoded. */
    private Step exchange(String mechanism, Optional<String> initial, String... responses) throws Exception {
        List<String> encoded = new ArrayList<>();
        for (String response : responses) encoded.add(base64(response));
        return lines(
                mechanism, initial.map(text -> text.isEmpty() ? "=" : base64(text)), encoded.toArray(new String[0]));
    }

    private Step lines(String mechanism, Optional<String> initial, String... responses) throws Exception {
        Iterator<String> answers = List.of(responses).iterator();
        Step step =
                SaslExchange.run(mechanisms.server(mechanism, TLS).orElseThrow(), initial, challenge -> answers.next());
        assertThat(answers.hasNext()).isFalse();
        assertThat(step).isNotInstanceOf(Challenge.class);
        return step;
    }

    private static String base64(String text) {
        return Base64Text.encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Step refused(Refusal refusal) {
        return new Refused(refusal);
    }
}

package org.stagepost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

class MechanismsTest {
    private static final Channel TLS =
            new Channel(InetAddress.getLoopbackAddress(), true, List.of(new ChannelBinding("tls-server-end-point", () ->
                    new byte[] {1, 2, 3})));
    private static final Channel CLEAR = new Channel(InetAddress.getLoopbackAddress(), false, List.of());
    private static final Step ANN = new Proved(new Identity(MemoryAuthenticator.LOGIN));

    private final MemoryAuthenticator authenticator = new MemoryAuthenticator();
    private final Mechanisms mechanisms = new Mechanisms(authenticator, new SecureRandom(), InClear.NOWHERE);

    @Test
    void c15_nothingIsOfferedWithoutTls() {
        assertThat(mechanisms.offered(CLEAR)).isEmpty();
        assertThat(mechanisms.loginAllowed(CLEAR)).isFalse();
        assertThat(mechanisms.server("PLAIN", CLEAR)).isEmpty();
    }

    @Test
    void onLoopbackAPasswordMayTravelInClearWhereTheOperatorSaysSo() throws Exception {
        Mechanisms local = new Mechanisms(authenticator, new SecureRandom(), InClear.ON_LOOPBACK);
        Channel far = new Channel(InetAddress.getByName("192.0.2.1"), false, List.of());
        assertThat(local.offered(CLEAR)).containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(local.offered(far)).isEmpty();
    }

    @Test
    void underTlsEverythingIsOfferedStrongestFirst() {
        assertThat(mechanisms.offered(TLS)).containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN");
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

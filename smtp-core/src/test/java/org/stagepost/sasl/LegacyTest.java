package org.stagepost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;
import org.stagepost.smtp.Replies;

/** Mechanisms of an older age; the clients here are written from the standards, apart from the servers. */
class LegacyTest {
    private static final Channel TLS = new Channel(InetAddress.getLoopbackAddress(), Optional.of("TLSv1.3"), List.of());
    private static final Step ANN = new Proved(new Identity(MemoryAuthenticator.LOGIN));
    private static final Step INVALID = new Refused(Refusal.INVALID_CREDENTIALS);
    private static final Step MALFORMED = new Refused(Refusal.MALFORMED);

    private final MemoryAuthenticator authenticator = new MemoryAuthenticator();
    private final Mechanisms mechanisms =
            new Mechanisms(authenticator, InClear.NOWHERE, Plus.AUTO, Set.of(Legacy.values()));

    @Test
    void theyAreOfferedOnlyWhenAskedFor() {
        assertThat(mechanisms.offered(TLS))
                .containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN", "NTLM");
        Mechanisms usual = new Mechanisms(authenticator, InClear.NOWHERE, Plus.AUTO);
        assertThat(usual.offered(TLS)).containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        for (Legacy each : Legacy.values())
            assertThat(usual.server(each.mechanism(), TLS)).isEmpty();
        Mechanisms one = new Mechanisms(authenticator, InClear.NOWHERE, Plus.ALWAYS, Set.of(Legacy.SCRAM_SHA_1));
        Channel bound = new Channel(
                InetAddress.getLoopbackAddress(),
                Optional.of("TLSv1.2"),
                List.of(new ChannelBinding(ChannelBinding.END_POINT, () -> new byte[1])));
        assertThat(one.offered(bound))
                .containsExactly(
                        "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", "PLAIN", "LOGIN");
    }

    @Test
    void scramOverSha1ProvesThePassword() throws Exception {
        assertThat(scram("pencil")).isEqualTo(ANN);
        assertThat(scram("wrong")).isEqualTo(INVALID);
    }

    private Step scram(String password) throws Exception {
        SaslClient client = SaslClient.scram(
                Scram.SHA_1, MemoryAuthenticator.LOGIN, password, Optional.empty(), new SecureRandom());
        SaslServer server = mechanisms.server(client.mechanism(), TLS).orElseThrow();
        Step step = server.next(client.initialResponse());
        while (step instanceof Challenge(byte[] octets)) step = server.next(client.next(octets));
        return step;
    }

    /** RFC 2195 section 2: the digest of the example, from the stored form. */
    @Test
    void theExampleOfCramMd5() {
        byte[] form = Legacy.CRAM_MD5.form(ascii("tanstaaftanstaaf"), new byte[16]);
        byte[] challenge = ascii("<1896.697170952@postoffice.reston.mci.net>");
        assertThat(CramMd5.signed(form, challenge)).isEqualTo("b913a602c7eda7a495b4e6e7334d3890");
    }

    @Test
    void cramMd5() throws Exception {
        assertThat(cram("ann@example.org", "pencil")).isEqualTo(ANN);
        assertThat(cram("Ann@Example.Org", "pencil")).isEqualTo(ANN);
        assertThat(cram("ann@example.org", "wrong")).isEqualTo(INVALID);
        assertThat(cram("nobody@example.org", "pencil")).isEqualTo(INVALID);
        assertThat(authenticator.told).hasSize(4);
    }

    private Step cram(String name, String password) throws Exception {
        SaslServer server = mechanisms.server("CRAM-MD5", TLS).orElseThrow();
        byte[] challenge = ((Challenge) server.start()).octets();
        assertThat(new String(challenge, StandardCharsets.US_ASCII)).matches("<[0-9a-f]{32}\\.[0-9-]+@stagepost>");
        String digest = HexFormat.of().formatHex(hmacMd5(ascii(password), challenge));
        return server.next(ascii(name + " " + digest));
    }

    /** RFC 4954 section 4: 501, and no guess at a password. */
    @Test
    void whoSpeaksBeforeTheChallengeOfCramMd5IsRefusedAndNotCounted() throws Exception {
        SaslServer server = mechanisms.server("CRAM-MD5", TLS).orElseThrow();
        String early = Base64Text.encode(ascii("ann@example.org 00000000000000000000000000000000"));
        Step step = SaslExchange.run(server, Optional.of(early), challenge -> early);
        assertThat(step).isEqualTo(new Refused(Refusal.OUT_OF_TURN));
        assertThat(Replies.refused(Refusal.OUT_OF_TURN).toString()).startsWith("501 5.7.0 ");
        assertThat(authenticator.told).isEmpty();
    }

    @Test
    void noChallengeOfCramMd5IsUsedTwice() throws Exception {
        SaslServer first = mechanisms.server("CRAM-MD5", TLS).orElseThrow();
        byte[] challenge = ((Challenge) first.start()).octets();
        byte[] answer = ascii("ann@example.org " + HexFormat.of().formatHex(hmacMd5(ascii("pencil"), challenge)));
        SaslServer second = mechanisms.server("CRAM-MD5", TLS).orElseThrow();
        second.start();
        assertThat(second.next(answer)).isEqualTo(INVALID);
        assertThat(first.next(answer)).isEqualTo(ANN);
        for (String bad : List.of("", "ann@example.org", " b913", "\u00ff"))
            assertThat(mechanisms.server("CRAM-MD5", TLS).orElseThrow().next(bad.getBytes(StandardCharsets.ISO_8859_1)))
                    .as(bad)
                    .isEqualTo(MALFORMED);
    }

    /** [MS-NLMP] 4.2.4: user, domain, challenges and proof of the example, from the password. */
    @Test
    void theExampleOfNtlm() {
        byte[] form = Legacy.NTLM.form(ascii("Password"), new byte[16]);
        assertThat(HexFormat.of().formatHex(form)).isEqualTo("a4f49c406510bdcab6824ee7c30fd852");
        byte[] blob = HexFormat.of()
                .parseHex("01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e00"
                        + "01000c0053006500720076006500720000000000" + "00000000");
        byte[] proof = HexFormat.of().parseHex("68cd0ab851e51c96aabc927bebef6a1c");
        byte[] challenge = HexFormat.of().parseHex("0123456789abcdef");
        assertThat(Ntlm.proves(joined(proof, blob), form, challenge, "User", "Domain"))
                .isTrue();
        assertThat(Ntlm.proves(joined(proof, blob), form, challenge, "Uses", "Domain"))
                .isFalse();
    }

    @Test
    void ntlm() throws Exception {
        assertThat(ntlm("ann@example.org", "", "pencil", 44)).isEqualTo(ANN);
        assertThat(ntlm("ann", "example.org", "pencil", 44)).isEqualTo(ANN);
        assertThat(ntlm("ann@example.org", "STAGEPOST", "pencil", 44)).isEqualTo(ANN);
        assertThat(ntlm("ann@example.org", "", "wrong", 44)).isEqualTo(INVALID);
        assertThat(ntlm("nobody@example.org", "", "pencil", 44)).isEqualTo(INVALID);
        assertThat(ntlm("ann@example.org", "", "pencil", 8))
                .as("as long as version 1")
                .isEqualTo(INVALID);
    }

    /** As curl does. */
    @Test
    void ntlmOfAClientThatOffersOemCharactersOnly() throws Exception {
        assertThat(ntlm(0x2, "ann@example.org", "", "pencil", 44)).isEqualTo(ANN);
    }

    private Step ntlm(String user, String domain, String password, int blobOctets) throws Exception {
        return ntlm(0x1, user, domain, password, blobOctets);
    }

    private Step ntlm(int characters, String user, String domain, String password, int blobOctets) throws Exception {
        SaslServer server = mechanisms.server("NTLM", TLS).orElseThrow();
        assertThat(server.start()).isInstanceOf(Challenge.class);
        byte[] challenge = ((Challenge) server.next(negotiate(characters | 0x200))).octets();
        assertThat(Arrays.copyOf(challenge, 12)).isEqualTo(joined(ascii("NTLMSSP\0"), new byte[] {2, 0, 0, 0}));
        byte[] nonce = Arrays.copyOfRange(challenge, 24, 32);
        byte[] hash = Legacy.NTLM.form(ascii(password), new byte[16]);
        byte[] blob = new byte[blobOctets];
        new Random(1).nextBytes(blob);
        byte[] key = hmacMd5(hash, wide(user.toUpperCase(Locale.ROOT) + domain));
        byte[] response = joined(hmacMd5(key, joined(nonce, blob)), blob);
        return server.next(authenticate(response, domain, user));
    }

    private static byte[] negotiate(int flags) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("NTLMSSP\0"))
                .putInt(1)
                .putInt(flags)
                .array();
    }

    private static byte[] authenticate(byte[] response, String domain, String user) {
        byte[][] parts = {new byte[24], response, wide(domain), wide(user), wide("PC"), new byte[0]};
        ByteBuffer message = ByteBuffer.allocate(2_000).order(ByteOrder.LITTLE_ENDIAN);
        message.put(ascii("NTLMSSP\0")).putInt(3);
        int at = 64;
        for (byte[] part : parts) {
            message.putShort((short) part.length).putShort((short) part.length).putInt(at);
            at += part.length;
        }
        message.putInt(0x1 | 0x200);
        for (byte[] part : parts) message.put(part);
        return Arrays.copyOf(message.array(), message.position());
    }

    @Test
    void a3_ntlmGarbage() throws Exception {
        for (byte[] first : List.of(new byte[0], ascii("NTLMSSP"), negotiate(0x200), ascii("NTLMSSP\0\3\0\0\0")))
            assertThat(mechanisms.server("NTLM", TLS).orElseThrow().next(first)).isEqualTo(MALFORMED);
        byte[] good = authenticate(new byte[60], "", "ann");
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            SaslServer server = mechanisms.server("NTLM", TLS).orElseThrow();
            server.next(negotiate(0x1));
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int j = 0; j < 3 && bad.length > 0; j++) bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            assertThat(server.next(bad)).isInstanceOf(Refused.class);
        }
    }

    private static byte[] hmacMd5(byte[] key, byte[] text) throws Exception {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(key, "HmacMD5"));
        return mac.doFinal(text);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] wide(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

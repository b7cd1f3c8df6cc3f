package org.stagepost.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** The client's side of the old mechanisms in which the server speaks first: one answer to each challenge, and no more. */
final class SpokenTo implements SaslClient {
    private static final String CRAM_MD5 = "CRAM-MD5";

    private final String mechanism;
    private final Answer[] answers;
    private int given;

    /** What is said to a challenge. */
    private interface Answer {
        byte[] to(byte[] challenge);
    }

    private SpokenTo(String mechanism, Answer... answers) {
        this.mechanism = mechanism;
        this.answers = answers;
    }

    static SpokenTo login(String name, String password) {
        return new SpokenTo(Mechanisms.LOGIN, asked -> Ascii.octets(name), asked -> Ascii.octets(password));
    }

    static SpokenTo cramMd5(String name, String password) {
        return new SpokenTo(CRAM_MD5, challenge -> Ascii.octets(name + " " + digest(password, challenge)));
    }

    /** The keyed digest of RFC 2195 section 2, in lower-case hexadecimal. */
    private static String digest(String password, byte[] challenge) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return HexFormat.of().formatHex(mac.doFinal(challenge));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String mechanism() {
        return mechanism;
    }

    @Override
    public boolean speaksFirst() {
        return false;
    }

    @Override
    public byte[] initialResponse() {
        return new byte[0];
    }

    @Override
    public byte[] next(byte[] challenge) throws SyntaxException {
        if (given == answers.length) throw new SyntaxException("one challenge too many");
        return answers[given++].to(challenge);
    }

    @Override
    public boolean complete() {
        return given == answers.length;
    }
}

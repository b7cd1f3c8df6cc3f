package org.stagepost.sasl;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.LegacyForm;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/** The CRAM-MD5 mechanism: the password keys a digest of our challenge (RFC 2195). */
final class CramMd5 implements SaslServer {
    /** The octets with which HMAC pads its key (RFC 2104 section 2). */
    static final int INNER = 0x36;

    static final int OUTER = 0x5c;

    private static final int BLOCK = 64;
    private static final int NONCE_OCTETS = 16;

    private final Authenticator authenticator;
    private final Channel channel;
    private final byte[] challenge;

    CramMd5(Authenticator authenticator, Channel channel, RandomGenerator random) {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        this.authenticator = authenticator;
        this.channel = channel;
        this.challenge = Ascii.octets("<" + HexFormat.of().formatHex(nonce) + "." + System.nanoTime() + "@stagepost>");
    }

    /** MD5 behind the padded key, ready to go on with what is to be signed. */
    static byte[] state(byte[] password, int pad) {
        byte[] key = password.length > BLOCK ? digest(new MD5Digest(), password) : password;
        byte[] padded = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) padded[i] ^= (byte) pad;
        MD5Digest digest = new MD5Digest();
        digest.update(padded, 0, BLOCK);
        return digest.getEncodedState();
    }

    private static byte[] digest(MD5Digest digest, byte[] octets) {
        digest.update(octets, 0, octets.length);
        byte[] result = new byte[digest.getDigestSize()];
        digest.doFinal(result, 0);
        return result;
    }

    @Override
    public boolean takesInitialResponse() {
        return false;
    }

    @Override
    public Step start() {
        return new Challenge(challenge.clone());
    }

    /** {@code name SP digest}, the digest in hexadecimal (RFC 2195 section 2); nothing can be said before the challenge. */
    @Override
    public Step next(byte[] response) {
        try {
            String text = Precis.utf8(response);
            int space = text.lastIndexOf(' ');
            if (space <= 0) return new Refused(Refusal.MALFORMED);
            return check(text.substring(0, space), text.substring(space + 1));
        } catch (SyntaxException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    private Step check(String name, String digest) {
        Optional<LegacyForm> stored = authenticator.legacy(Legacy.CRAM_MD5, name, channel.client());
        if (stored.isEmpty()) return new Refused(Refusal.TEMPORARY);
        Identity identity = stored.get().identity();
        byte[] expected = Ascii.octets(signed(stored.get().octets(), challenge));
        boolean right = MessageDigest.isEqual(Ascii.octets(Ascii.lower(digest)), expected);
        if (right && !identity.equals(Identity.NOBODY)) {
            authenticator.proved(identity, channel.client());
            return new Proved(identity);
        }
        authenticator.failed(name, channel.client());
        return new Refused(Refusal.INVALID_CREDENTIALS);
    }

    /** The digest of a challenge in hexadecimal, from a stored form. */
    static String signed(byte[] form, byte[] challenge) {
        int half = form.length / 2;
        byte[] inner = digest(new MD5Digest(Arrays.copyOf(form, half)), challenge);
        byte[] outer = digest(new MD5Digest(Arrays.copyOfRange(form, half, form.length)), inner);
        return HexFormat.of().formatHex(outer);
    }
}

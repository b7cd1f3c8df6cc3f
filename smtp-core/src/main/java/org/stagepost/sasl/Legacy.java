package org.stagepost.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.ScramKeys;

/**
 * Mechanisms of an older age, for clients that know nothing better. Each needs a stored form of the password that a thief can
 * use like the password itself, or guess from quickly; so it is made only where the operator asks for it, and kept sealed.
 */
public enum Legacy {
    /** RFC 5802; the keys. */
    SCRAM_SHA_1("SCRAM-SHA-1") {
        @Override
        public byte[] form(byte[] password, byte[] salt) {
            ScramKeys keys = Scram.SHA_1.keys(Identity.NOBODY, password, salt, Scram.ITERATIONS);
            return ByteBuffer.allocate(SCRAM_OCTETS)
                    .put(salt)
                    .putInt(keys.iterations())
                    .put(keys.storedKey())
                    .put(keys.serverKey())
                    .array();
        }

        // Only salt and count are shown to a client, so no work is done.
        @Override
        public byte[] madeUp(byte[] seed) {
            byte[] salt = Arrays.copyOf(seed, SALT_OCTETS);
            return ByteBuffer.allocate(SCRAM_OCTETS)
                    .put(salt)
                    .putInt(Scram.ITERATIONS)
                    .array();
        }
    },
    /** RFC 2195; what MD5 has come to behind the two padded keys of HMAC, so not the password itself. */
    CRAM_MD5("CRAM-MD5") {
        @Override
        public byte[] form(byte[] password, byte[] salt) {
            byte[] inner = CramMd5.state(password, CramMd5.INNER);
            byte[] outer = CramMd5.state(password, CramMd5.OUTER);
            byte[] both = Arrays.copyOf(inner, inner.length + outer.length);
            System.arraycopy(outer, 0, both, inner.length, outer.length);
            return both;
        }
    },
    /** Version 2 of Microsoft's; the NT hash, MD4 of the password in UTF-16LE. */
    NTLM("NTLM") {
        @Override
        public byte[] form(byte[] password, byte[] salt) {
            byte[] wide = new String(password, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE);
            MD4Digest digest = new MD4Digest();
            digest.update(wide, 0, wide.length);
            byte[] hash = new byte[digest.getDigestSize()];
            digest.doFinal(hash, 0);
            return hash;
        }
    };

    /** Of the salt that a form is made with. */
    public static final int SALT_OCTETS = 16;

    private static final int SCRAM_OCTETS = SALT_OCTETS + Integer.BYTES + 2 * Scram.SHA_1.octets();

    private final String mechanism;

    Legacy(String mechanism) {
        this.mechanism = mechanism;
    }

    /** As servers list it. */
    public String mechanism() {
        return mechanism;
    }

    /**
     * What is stored for a password.
     *
     * @param password prepared by {@link Precis#password}
     * @param salt random octets, for the mechanism that has a salt
     */
    public abstract byte[] form(byte[] password, byte[] salt);

    /** A form for a name that nobody has: the same for the same seed, and what it proves is {@link Identity#NOBODY}. */
    public byte[] madeUp(byte[] seed) {
        return form(seed, seed);
    }

    /** @throws SyntaxException when there is none of this name, in any case */
    public static Legacy parse(String mechanism) throws SyntaxException {
        for (Legacy each : values()) if (Ascii.equalsIgnoreCase(each.mechanism, mechanism)) return each;
        throw new SyntaxException("must be SCRAM-SHA-1, CRAM-MD5 or NTLM");
    }

    /** The keys that a form of {@link #SCRAM_SHA_1} holds. */
    public static ScramKeys scramKeys(byte[] form, Identity identity) {
        ByteBuffer from = ByteBuffer.wrap(form);
        byte[] salt = next(from, SALT_OCTETS);
        int iterations = from.getInt();
        return new ScramKeys(
                identity, salt, iterations, next(from, Scram.SHA_1.octets()), next(from, Scram.SHA_1.octets()));
    }

    private static byte[] next(ByteBuffer from, int count) {
        byte[] octets = new byte[count];
        from.get(octets);
        return octets;
    }

    @Override
    public String toString() {
        return mechanism;
    }
}

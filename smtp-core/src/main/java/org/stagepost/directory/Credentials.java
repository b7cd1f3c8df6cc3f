package org.stagepost.directory;

import java.util.random.RandomGenerator;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.ScramKeys;
import org.stagepost.sasl.Base64Text;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Scram;

/**
 * What is stored of a password, made when it is set: a hash for mechanisms that send it, keys for those that prove it.
 *
 * @param hash the text form of a {@link PasswordHash}
 * @param scram as {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey} (the form of RFC 5803)
 */
record Credentials(String hash, String scram) {
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;

    /** @param password prepared by {@link org.stagepost.sasl.Precis#password} */
    static Credentials of(byte[] password, HashCost cost, RandomGenerator random) {
        return of(password, octets(SALT_OCTETS, random), cost, random);
    }

    /** The same with a salt that other passwords of the account have been stored with. */
    static Credentials of(byte[] password, byte[] scramSalt, HashCost cost, RandomGenerator random) {
        ScramKeys keys = Scram.SHA_256.keys(Identity.NOBODY, password, scramSalt, Scram.ITERATIONS);
        return new Credentials(PasswordHash.of(password, cost, random).toString(), text(keys));
    }

    /** Credentials that no password fits, but that cost the same to check. */
    static Credentials ofNobody(HashCost cost, RandomGenerator random) {
        ScramKeys keys = new ScramKeys(
                Identity.NOBODY,
                octets(SALT_OCTETS, random),
                Scram.ITERATIONS,
                octets(HASH_OCTETS, random),
                octets(HASH_OCTETS, random));
        PasswordHash hash = new PasswordHash(cost, octets(SALT_OCTETS, random), octets(HASH_OCTETS, random));
        return new Credentials(hash.toString(), text(keys));
    }

    static byte[] octets(int count, RandomGenerator random) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    /** @throws SyntaxException when either text is damaged */
    static Credentials parse(String hash, String scram) throws SyntaxException {
        Credentials credentials = new Credentials(hash, scram);
        PasswordHash.parse(hash);
        keys(scram, Identity.NOBODY);
        return credentials;
    }

    ScramKeys scramKeys(Identity identity) throws SyntaxException {
        return keys(scram, identity);
    }

    /** @throws SyntaxException when the text is damaged */
    static ScramKeys keys(String text, Identity identity) throws SyntaxException {
        String[] parts = text.split("[$:]", -1);
        if (parts.length != 5 || !parts[0].equals(Scram.SHA_256.mechanism()))
            throw new SyntaxException("not SCRAM keys");
        int iterations = (int) Ascii.number(parts[1], 1_000_000);
        return new ScramKeys(
                identity,
                Base64Text.decode(parts[2]),
                iterations,
                Base64Text.decode(parts[3]),
                Base64Text.decode(parts[4]));
    }

    static String text(ScramKeys keys) {
        return Scram.SHA_256.mechanism() + "$" + keys.iterations() + ":" + Base64Text.encode(keys.salt()) + "$"
                + Base64Text.encode(keys.storedKey()) + ":" + Base64Text.encode(keys.serverKey());
    }

    /** Secrets never reach a log by accident. */
    @Override
    public String toString() {
        return "Credentials[...]";
    }
}

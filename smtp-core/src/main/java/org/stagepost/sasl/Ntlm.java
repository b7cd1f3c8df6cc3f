package org.stagepost.sasl;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.LegacyForm;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/**
 * NTLM, version 2 only, as mail clients call Secure Password Authentication ([MS-NLMP] sections 2.2.1 and 3.3.2): negotiate,
 * challenge, authenticate. Versions 1 and LM are refused like a wrong password.
 */
final class Ntlm implements SaslServer {
    private static final byte[] SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);
    private static final String TARGET = "STAGEPOST";
    private static final int NEGOTIATE = 1;
    private static final int CHALLENGE = 2;
    private static final int AUTHENTICATE = 3;

    /** Unicode, a target of the kind server with information about it, NTLM with extended session security. */
    private static final int FLAGS = 0x1 | 0x4 | 0x200 | 0x20000 | 0x80000 | 0x800000;

    private static final int UNICODE = 0x1;
    private static final int OEM = 0x2;

    /** Where the flags of the last message stand, unless it is from a time before it had any. */
    private static final int LAST_FLAGS = 60;

    private static final short END = 0;
    private static final short COMPUTER = 1;
    private static final short DOMAIN = 2;
    private static final int CHALLENGE_OCTETS = 8;
    private static final int CHALLENGE_HEAD = 48;
    private static final int PROOF_OCTETS = 16;

    /** The response of version 1 is as long as this; that of version 2 is longer. */
    private static final int VERSION_1 = 24;

    private final Authenticator authenticator;
    private final Channel channel;
    private final byte[] challenge = new byte[CHALLENGE_OCTETS];
    private boolean challenged;

    Ntlm(Authenticator authenticator, Channel channel, RandomGenerator random) {
        this.authenticator = authenticator;
        this.channel = channel;
        random.nextBytes(challenge);
    }

    @Override
    public Step start() {
        return new Challenge(new byte[0]);
    }

    @Override
    public Step next(byte[] response) {
        try {
            ByteBuffer message = ByteBuffer.wrap(response).order(ByteOrder.LITTLE_ENDIAN);
            byte[] signature = new byte[SIGNATURE.length];
            message.get(signature);
            int kind = message.getInt();
            if (!Arrays.equals(signature, SIGNATURE) || kind != (challenged ? AUTHENTICATE : NEGOTIATE))
                return new Refused(Refusal.MALFORMED);
            return challenged ? authenticate(message) : negotiate(message);
        } catch (SyntaxException | BufferUnderflowException e) {
            return new Refused(Refusal.MALFORMED);
        }
    }

    /** Some name only OEM characters here and follow our choice of Unicode all the same. */
    private Step negotiate(ByteBuffer message) {
        if ((message.getInt() & (UNICODE | OEM)) == 0) return new Refused(Refusal.MALFORMED);
        challenged = true;
        byte[] target = wide(TARGET);
        byte[] about = about(target);
        ByteBuffer answer = ByteBuffer.allocate(CHALLENGE_HEAD + target.length + about.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        answer.put(SIGNATURE).putInt(CHALLENGE);
        field(answer, target.length, CHALLENGE_HEAD);
        answer.putInt(FLAGS).put(challenge).putLong(0);
        field(answer, about.length, CHALLENGE_HEAD + target.length);
        return new Challenge(answer.put(target).put(about).array());
    }

    private static void field(ByteBuffer into, int length, int offset) {
        into.putShort((short) length).putShort((short) length).putInt(offset);
    }

    private static byte[] about(byte[] target) {
        ByteBuffer pairs = ByteBuffer.allocate(3 * 4 + 2 * target.length).order(ByteOrder.LITTLE_ENDIAN);
        for (short id : new short[] {DOMAIN, COMPUTER})
            pairs.putShort(id).putShort((short) target.length).put(target);
        return pairs.putShort(END).putShort((short) 0).array();
    }

    private Step authenticate(ByteBuffer message) throws SyntaxException {
        taken(message); // the LM response, which proves nothing today
        byte[] response = taken(message);
        boolean wide = message.capacity() < LAST_FLAGS + 4 || (message.getInt(LAST_FLAGS) & UNICODE) != 0;
        String domain = text(taken(message), wide);
        String user = text(taken(message), wide);
        if (user.isEmpty()) return new Refused(Refusal.MALFORMED);
        String name = user.indexOf('@') < 0 && domain.indexOf('.') >= 0 ? user + "@" + domain : user;
        Optional<LegacyForm> stored = authenticator.legacy(Legacy.NTLM, name, channel.client());
        if (stored.isEmpty()) return new Refused(Refusal.TEMPORARY);
        Identity identity = stored.get().identity();
        if (proves(response, stored.get().octets(), challenge, user, domain) && !identity.equals(Identity.NOBODY)) {
            authenticator.proved(identity, channel.client());
            return new Proved(identity);
        }
        authenticator.failed(name, channel.client());
        return new Refused(Refusal.INVALID_CREDENTIALS);
    }

    /** The octets that the next field of the head points to. */
    private static byte[] taken(ByteBuffer message) throws SyntaxException {
        int length = Short.toUnsignedInt(message.getShort());
        message.getShort();
        long offset = Integer.toUnsignedLong(message.getInt());
        if (length > 0 && offset + length > message.capacity()) throw new SyntaxException("beyond its end");
        byte[] octets = new byte[length];
        if (length > 0) message.get((int) offset, octets);
        return octets;
    }

    private static String text(byte[] octets, boolean wide) throws SyntaxException {
        if (!wide) return new String(octets, StandardCharsets.ISO_8859_1);
        if (octets.length % 2 != 0) throw new SyntaxException("not UTF-16");
        return new String(octets, StandardCharsets.UTF_16LE);
    }

    private static byte[] wide(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }

    /** Whether a response of version 2 to this challenge shows the password behind a hash. */
    static boolean proves(byte[] response, byte[] ntHash, byte[] challenge, String user, String domain) {
        boolean second = response.length > VERSION_1;
        byte[] proof = Arrays.copyOf(response, PROOF_OCTETS);
        byte[] blob = second ? Arrays.copyOfRange(response, PROOF_OCTETS, response.length) : new byte[0];
        byte[] key = hmac(ntHash, wide(user.toUpperCase(Locale.ROOT)), wide(domain));
        return MessageDigest.isEqual(proof, hmac(key, challenge, blob)) && second;
    }

    private static byte[] hmac(byte[] key, byte[] first, byte[] second) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            mac.update(first);
            return mac.doFinal(second);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

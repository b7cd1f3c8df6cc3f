package org.stagepost.sasl;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/** The other half of {@link ScramServer}: proves the password and checks that the server knows it (RFC 5802 section 5). */
final class ScramClient implements SaslClient {
    private static final int NONCE_OCTETS = 18;

    private enum Phase {
        SERVER_FIRST,
        SERVER_FINAL,
        COMPLETE
    }

    private final Scram scram;
    private final String password;
    private final Optional<ChannelBinding> binding;
    private final String header;
    private final String bare;
    private final String nonce;
    private Phase phase = Phase.SERVER_FIRST;
    private byte[] expectedSignature = new byte[0];

    /** Why an exchange is bound to no channel (RFC 5802 section 6). */
    enum Unbound {
        /** There is nothing to bind to, or nothing that the server knows. */
        NOT_POSSIBLE("n"),
        /** The server offers no -PLUS; where it does, somebody in the middle has taken that out of its list, and it will say so. */
        NOT_OFFERED("y");

        private final String flag;

        Unbound(String flag) {
            this.flag = flag;
        }
    }

    ScramClient(
            Scram scram,
            String name,
            String password,
            Optional<ChannelBinding> binding,
            Unbound otherwise,
            RandomGenerator random) {
        this.scram = scram;
        byte[] octets = new byte[NONCE_OCTETS];
        random.nextBytes(octets);
        this.password = password;
        this.binding = binding;
        this.nonce = Base64Text.encode(octets);
        this.header = binding.map(b -> "p=" + b.type()).orElse(otherwise.flag) + ",,";
        this.bare = "n=" + Scram.escaped(name) + ",r=" + nonce;
    }

    @Override
    public String mechanism() {
        return binding.isPresent() ? scram.plus() : scram.mechanism();
    }

    @Override
    public boolean isBound() {
        return binding.isPresent();
    }

    @Override
    public byte[] initialResponse() {
        return Ascii.octets(header + bare);
    }

    @Override
    public byte[] next(byte[] challenge) throws SyntaxException {
        return switch (phase) {
            case SERVER_FIRST -> challenge.length == 0 ? initialResponse() : clientFinal(Scram.text(challenge));
            case SERVER_FINAL -> acknowledge(Scram.text(challenge));
            case COMPLETE -> throw new SyntaxException("the exchange is over");
        };
    }

    @Override
    public boolean complete() {
        return phase == Phase.COMPLETE;
    }

    private byte[] clientFinal(String serverFirst) throws SyntaxException {
        Map<Character, String> attributes = Scram.attributes(serverFirst, "rsi");
        String joint = Scram.value(attributes, 'r');
        if (!joint.startsWith(nonce) || joint.length() == nonce.length()) throw new SyntaxException("not our nonce");
        int iterations = (int) Ascii.number(Scram.value(attributes, 'i'), Scram.MAX_ITERATIONS);
        if (iterations < Scram.MIN_ITERATIONS) throw new SyntaxException("too few iterations to be safe");
        byte[] salted = scram.saltedPassword(
                Precis.password(Ascii.octets(password)), Base64Text.decode(Scram.value(attributes, 's')), iterations);
        String withoutProof = "c=" + Base64Text.encode(channelInput()) + ",r=" + joint;
        String authMessage = bare + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = scram.clientKey(salted);
        byte[] proof = Scram.xor(clientKey, scram.hmac(scram.hash(clientKey), authMessage));
        expectedSignature = scram.hmac(scram.serverKey(salted), authMessage);
        phase = Phase.SERVER_FINAL;
        return Ascii.octets(withoutProof + ",p=" + Base64Text.encode(proof));
    }

    private byte[] acknowledge(String serverFinal) throws SyntaxException {
        byte[] signature = Base64Text.decode(Scram.value(Scram.attributes(serverFinal, "v"), 'v'));
        if (!MessageDigest.isEqual(signature, expectedSignature))
            throw new SyntaxException("the server does not know the secret");
        phase = Phase.COMPLETE;
        return new byte[0];
    }

    private byte[] channelInput() {
        byte[] data = binding.map(b -> b.data().get()).orElse(new byte[0]);
        byte[] input = Arrays.copyOf(Ascii.octets(header), header.length() + data.length);
        System.arraycopy(data, 0, input, header.length(), data.length);
        return input;
    }
}

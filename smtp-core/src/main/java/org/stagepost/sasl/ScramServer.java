package org.stagepost.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator.ScramKeys;
import org.stagepost.sasl.Step.Challenge;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/**
 * SCRAM over one hash, bound to the channel or not (RFC 5802, RFC 7677): the password never travels, and the client learns that the
 * server knows it too. The server's last message is a challenge, answered by an empty response.
 */
final class ScramServer implements SaslServer {
    private static final int NONCE_OCTETS = 18;

    /** Which of the two mechanisms the client chose. */
    enum Binding {
        UNBOUND,
        BOUND
    }

    /** Where the exchange is: what the next message of the client must be. */
    private sealed interface Phase {
        record ClientFirst() implements Phase {}

        record ClientFinal(Gs2Header header, String name, List<ScramKeys> keys, String nonce, String soFar)
                implements Phase {}

        record Acknowledgement(Step result) implements Phase {}
    }

    /**
     * What comes first in the first message and returns in the last (RFC 5802 section 7, gs2-header).
     *
     * @param text all of it, with both commas
     * @param bound the data of the channel binding it asks for
     */
    private record Gs2Header(String text, Optional<ChannelBinding> bound, String authzid) {
        /** The one right value of the attribute {@code c}. */
        String returned() {
            byte[] header = Ascii.octets(text);
            byte[] data = bound.map(b -> b.data().get()).orElse(new byte[0]);
            byte[] both = Arrays.copyOf(header, header.length + data.length);
            System.arraycopy(data, 0, both, header.length, data.length);
            return Base64Text.encode(both);
        }
    }

    private final Scram scram;
    private final Authenticator authenticator;
    private final Channel channel;
    private final RandomGenerator random;
    private final Binding binding;
    private Phase phase = new Phase.ClientFirst();

    ScramServer(Scram scram, Authenticator authenticator, Channel channel, RandomGenerator random, Binding binding) {
        this.scram = scram;
        this.authenticator = authenticator;
        this.channel = channel;
        this.random = random;
        this.binding = binding;
    }

    @Override
    public Step start() {
        return new Challenge(new byte[0]);
    }

    @Override
    public Step next(byte[] response) {
        try {
            return switch (phase) {
                case Phase.ClientFirst first -> clientFirst(Scram.text(response));
                case Phase.ClientFinal last -> clientFinal(last, Scram.text(response));
                case Phase.Acknowledgement(Step result) -> response.length == 0 ? result : malformed();
            };
        } catch (SyntaxException e) {
            return malformed();
        }
    }

    private Step clientFirst(String message) throws SyntaxException {
        int flagEnd = message.indexOf(',');
        int headerEnd = flagEnd < 0 ? -1 : message.indexOf(',', flagEnd + 1);
        if (headerEnd < 0) return malformed();
        Gs2Header header = gs2Header(message.substring(0, headerEnd + 1), flagEnd);
        String bare = message.substring(headerEnd + 1);
        Map<Character, String> attributes = Scram.attributes(bare, "nr");
        String clientNonce = Scram.value(attributes, 'r');
        if (!Scram.isNonce(clientNonce)) return malformed();
        String name = Scram.name(Scram.value(attributes, 'n'));
        Optional<List<ScramKeys>> stored = authenticator.scram(scram, name, channel.client());
        if (stored.isEmpty()) return new Refused(Refusal.TEMPORARY);
        ScramKeys any = stored.get().getFirst();
        String nonce = clientNonce + nonce();
        String answer = "r=" + nonce + ",s=" + Base64Text.encode(any.salt()) + ",i=" + any.iterations();
        phase = new Phase.ClientFinal(header, name, stored.get(), nonce, bare + "," + answer);
        return new Challenge(Ascii.octets(answer));
    }

    private Gs2Header gs2Header(String text, int flagEnd) throws SyntaxException {
        String flag = text.substring(0, flagEnd);
        String authzid = text.substring(flagEnd + 1, text.length() - 1);
        if (!authzid.isEmpty() && !authzid.startsWith("a=")) throw new SyntaxException("not an authorization identity");
        String asked = authzid.isEmpty() ? "" : Scram.name(authzid.substring(2));
        return new Gs2Header(text, bound(flag), asked);
    }

    /**
     * {@code y} says that the client could bind but saw no -PLUS: where we offer it, somebody in the middle has taken it
     * out of our list (RFC 5802 section 6).
     */
    private Optional<ChannelBinding> bound(String flag) throws SyntaxException {
        if (binding == Binding.UNBOUND) {
            if (flag.equals("n") || flag.equals("y") && channel.bindings().isEmpty()) return Optional.empty();
            throw new SyntaxException("the channel binding flag does not fit what is offered");
        }
        for (ChannelBinding offered : channel.bindings()) {
            if (flag.equals("p=" + offered.type())) return Optional.of(offered);
        }
        throw new SyntaxException("no such channel binding");
    }

    private Step clientFinal(Phase.ClientFinal expected, String message) throws SyntaxException {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) return malformed();
        String withoutProof = message.substring(0, proofAt);
        byte[] proof = Base64Text.decode(message.substring(proofAt + 3));
        Map<Character, String> attributes = Scram.attributes(withoutProof, "cr");
        String authMessage = expected.soFar() + "," + withoutProof;
        boolean same = Scram.value(attributes, 'r').equals(expected.nonce())
                && Scram.value(attributes, 'c').equals(expected.header().returned());
        Optional<ScramKeys> proved = same ? proved(expected.keys(), proof, authMessage) : Optional.empty();
        if (proved.isPresent()) return serverFinal(expected, proved.get(), authMessage);
        authenticator.failed(expected.name(), channel.client());
        return new Refused(Refusal.INVALID_CREDENTIALS);
    }

    /** The keys of the password that the client knows; all are tried whichever it is. */
    private Optional<ScramKeys> proved(List<ScramKeys> all, byte[] proof, String authMessage) {
        Optional<ScramKeys> proved = Optional.empty();
        for (ScramKeys keys : all) {
            if (scram.proves(proof, keys, authMessage) && !keys.identity().equals(Identity.NOBODY))
                proved = Optional.of(keys);
        }
        return proved;
    }

    private Step serverFinal(Phase.ClientFinal expected, ScramKeys keys, String authMessage) {
        authenticator.proved(keys.identity(), channel.client());
        Step result = Plain.actingAs(expected.header().authzid(), expected.name(), new Proved(keys.identity()));
        if (result instanceof Refused) return result;
        phase = new Phase.Acknowledgement(result);
        byte[] signature = scram.hmac(keys.serverKey(), authMessage);
        return new Challenge(Ascii.octets("v=" + Base64Text.encode(signature)));
    }

    private String nonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        random.nextBytes(octets);
        return Base64Text.encode(octets);
    }

    private static Step malformed() {
        return new Refused(Refusal.MALFORMED);
    }
}

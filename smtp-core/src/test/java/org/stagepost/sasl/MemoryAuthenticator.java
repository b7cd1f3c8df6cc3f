package org.stagepost.sasl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/** One account, {@code ann@example.org} with password {@code pencil}. */
final class MemoryAuthenticator implements Authenticator {
    static final String LOGIN = "ann@example.org";
    static final String PASSWORD = "pencil";

    final List<String> told = new ArrayList<>();

    @Override
    public Step password(String name, byte[] password, InetAddress client) {
        boolean right = known(name) && new String(password, java.nio.charset.StandardCharsets.UTF_8).equals(PASSWORD);
        return right ? new Proved(new Identity(LOGIN)) : new Refused(Refusal.INVALID_CREDENTIALS);
    }

    @Override
    public Optional<List<ScramKeys>> scram(Scram scram, String name, InetAddress client) {
        Identity identity = known(name) ? new Identity(LOGIN) : Identity.NOBODY;
        return Optional.of(List.of(scram.keys(identity, Ascii.octets(PASSWORD), new byte[16], Scram.MIN_ITERATIONS)));
    }

    @Override
    public Optional<LegacyForm> legacy(Legacy mechanism, String name, InetAddress client) {
        Identity identity = known(name) ? new Identity(LOGIN) : Identity.NOBODY;
        return Optional.of(new LegacyForm(identity, mechanism.form(Ascii.octets(PASSWORD), new byte[16])));
    }

    @Override
    public void proved(Identity identity, InetAddress client) {
        told.add(identity + " true");
    }

    @Override
    public void failed(String name, InetAddress client) {
        told.add(name + " false");
    }

    private static boolean known(String name) {
        try {
            return Precis.name(name).equals(LOGIN);
        } catch (SyntaxException e) {
            return false;
        }
    }
}

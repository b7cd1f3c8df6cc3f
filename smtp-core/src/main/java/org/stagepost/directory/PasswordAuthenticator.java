package org.stagepost.directory;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.Snapshot.Entry;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.sasl.Authenticator;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Legacy;
import org.stagepost.sasl.Precis;
import org.stagepost.sasl.Scram;
import org.stagepost.sasl.Step;
import org.stagepost.sasl.Step.Proved;
import org.stagepost.sasl.Step.Refusal;
import org.stagepost.sasl.Step.Refused;

/**
 * Checks secrets against the directory. A name that nobody has costs the same work and gets the same answer as a wrong
 * password; so does a disabled account.
 */
public final class PasswordAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordAuthenticator.class);
    private static final Duration VERIFIED_LIFE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SALT_OCTETS = 16;

    private final SnapshotDirectory directory;
    private final VerifiedLogins verified;
    private final GuessLimit guesses;
    private final HashingPool hashing = new HashingPool(PATIENCE);
    private final Optional<OpenIdTokens> tokens;
    private final LastUses uses;
    private final Vault vault;
    private final Pause pause;
    /** Nobody's password, for names that nobody has. */
    private final Credentials nobody;

    private final AtomicLong hashes = new AtomicLong();

    /** How an answer is held back; a test counts instead. */
    @FunctionalInterface
    interface Pause {
        void of(Duration delay) throws InterruptedException;
    }

    @Inject
    public PasswordAuthenticator(SnapshotDirectory directory, DirectoryConfig config, LastUses uses, Vault vault) {
        this(directory, config, uses, vault, Thread::sleep);
    }

    PasswordAuthenticator(
            SnapshotDirectory directory, DirectoryConfig config, LastUses uses, Vault vault, Pause pause) {
        SecureRandom random = new SecureRandom();
        this.directory = directory;
        this.verified = new VerifiedLogins(VERIFIED_LIFE, random, System::nanoTime);
        this.guesses = new GuessLimit(config, System::nanoTime);
        this.tokens = config.openId().map(OpenIdTokens::new);
        this.uses = uses;
        this.vault = vault;
        this.pause = pause;
        this.nobody = Credentials.ofNobody(config.cost(), random);
    }

    @Override
    public Step password(String name, byte[] password, InetAddress client) {
        String counted = counted(name);
        if (guesses.refuses(counted, client)) return new Refused(Refusal.TEMPORARY);
        Step step = check(name, password);
        if (step instanceof Proved(Identity identity)) proved(identity, client);
        else if (step instanceof Refused(Refusal refusal) && refusal == Refusal.INVALID_CREDENTIALS)
            holdBack(guesses.failed(counted, client));
        return step;
    }

    @Override
    public Optional<List<ScramKeys>> scram(Scram scram, String name, InetAddress client) {
        if (scram == Scram.SHA_1)
            return legacy(Legacy.SCRAM_SHA_1, name, client)
                    .map(form -> List.of(Legacy.scramKeys(form.octets(), form.identity())));
        if (guesses.refuses(counted(name), client)) return Optional.empty();
        Optional<Entry> entry = enabled(name);
        try {
            return Optional.of(entry.isEmpty() ? List.of(madeUp(name)) : scramKeys(entry.get()));
        } catch (SyntaxException e) {
            throw new IllegalStateException("a snapshot was served unread", e);
        }
    }

    @Override
    public Optional<LegacyForm> legacy(Legacy mechanism, String name, InetAddress client) {
        if (guesses.refuses(counted(name), client)) return Optional.empty();
        return Optional.of(stored(mechanism, name)
                .orElseGet(() -> new LegacyForm(Identity.NOBODY, mechanism.madeUp(seed(mechanism + " " + name)))));
    }

    @Override
    public boolean takesTokens() {
        return tokens.isPresent();
    }

    /** A token proves the account that it names; a client that names another one is refused. */
    @Override
    public Step token(String name, String token, InetAddress client) {
        if (tokens.isEmpty()) return new Refused(Refusal.INVALID_CREDENTIALS);
        try {
            Optional<Identity> proved = tokens.get().login(token).flatMap(this::identity);
            String counted =
                    name.isEmpty() ? proved.map(Identity::login).orElse("token from " + client.getHostAddress()) : name;
            if (guesses.refuses(counted(counted), client)) return new Refused(Refusal.TEMPORARY);
            boolean same =
                    proved.isPresent() && (name.isEmpty() || identity(name).equals(proved));
            if (!same) {
                failed(counted, client);
                return new Refused(Refusal.INVALID_CREDENTIALS);
            }
            proved(proved.get(), client);
            return new Proved(proved.get());
        } catch (IOException e) {
            LOG.warn("no token can be checked now: {}", e.getMessage());
            return new Refused(Refusal.TEMPORARY);
        }
    }

    /** Nothing was guessed, so nobody is slowed down for it. */
    @Override
    public Step certified(String name, InetAddress client) {
        Optional<Identity> identity = identity(name);
        if (identity.isEmpty()) return new Refused(Refusal.INVALID_CREDENTIALS);
        proved(identity.get(), client);
        return new Proved(identity.get());
    }

    private Optional<Identity> identity(String name) {
        return enabled(name).map(entry -> new Identity(entry.account().login()));
    }

    private Optional<LegacyForm> stored(Legacy mechanism, String name) {
        Optional<Entry> entry = enabled(name);
        String sealed =
                entry.map(found -> found.legacy().getOrDefault(mechanism, "")).orElse("");
        if (entry.isEmpty() || sealed.isEmpty()) return Optional.empty();
        try {
            Identity identity = new Identity(entry.get().account().login());
            return Optional.of(new LegacyForm(identity, vault.opened(mechanism, sealed)));
        } catch (IOException e) {
            LOG.error("nobody can log in by {}: {}", mechanism, e.getMessage());
            return Optional.empty();
        }
    }

    private static List<ScramKeys> scramKeys(Entry entry) throws SyntaxException {
        String login = entry.account().login();
        List<ScramKeys> all = new ArrayList<>();
        all.add(entry.credentials().scramKeys(new Identity(login)));
        for (AppPassword each : entry.appPasswords()) all.add(each.scramKeys(login));
        return all;
    }

    @Override
    public void proved(Identity identity, InetAddress client) {
        guesses.succeeded(identity.login(), client);
        if (!identity.appPassword().isEmpty()) uses.used(identity.appPassword());
    }

    @Override
    public void failed(String name, InetAddress client) {
        holdBack(guesses.failed(counted(name), client));
    }

    @Override
    public BooleanSupplier standing(Identity identity) {
        String proved = stored(identity);
        return () -> !proved.isEmpty() && proved.equals(stored(identity));
    }

    /** What is stored of the password that proves it: every setting of one makes another. */
    private String stored(Identity identity) {
        Optional<Entry> entry = enabled(identity.login());
        if (identity.appPassword().isEmpty())
            return entry.map(found -> found.credentials().hash()).orElse("");
        return entry.stream()
                .flatMap(found -> found.appPasswords().stream())
                .filter(each -> each.id().equals(identity.appPassword()))
                .map(AppPassword::digest)
                .findFirst()
                .orElse("");
    }

    /** How many hashes have been computed: what a login costs, to be compared by tests and shown by statistics. */
    public long hashes() {
        return hashes.get();
    }

    private Step check(String name, byte[] password) {
        byte[] prepared;
        try {
            prepared = Precis.password(password);
        } catch (SyntaxException e) {
            return new Refused(Refusal.INVALID_CREDENTIALS);
        }
        Optional<Entry> entry = enabled(name);
        Optional<Identity> device = device(entry, prepared);
        if (device.isPresent()) return new Proved(device.get());
        String login = entry.map(found -> found.account().login()).orElse("");
        Credentials stored = entry.map(Entry::credentials).orElse(nobody);
        ByteBuffer fingerprint = verified.fingerprint(login, stored.hash(), prepared);
        if (verified.contains(fingerprint)) return new Proved(new Identity(login));
        Optional<Boolean> matches = hashing.run(() -> matches(stored, prepared));
        if (matches.isEmpty()) return new Refused(Refusal.TEMPORARY);
        if (!matches.get() || entry.isEmpty()) return new Refused(Refusal.INVALID_CREDENTIALS);
        verified.add(fingerprint);
        return new Proved(new Identity(login));
    }

    private static Optional<Identity> device(Optional<Entry> entry, byte[] password) {
        Optional<Identity> device = Optional.empty();
        for (AppPassword each : entry.map(Entry::appPasswords).orElse(List.of())) {
            if (matches(each, password))
                device = entry.map(found -> new Identity(found.account().login(), each.id()));
        }
        return device;
    }

    private static boolean matches(AppPassword stored, byte[] password) {
        try {
            return stored.matches(password);
        } catch (SyntaxException e) {
            throw new IllegalStateException("a snapshot was served unread", e);
        }
    }

    private boolean matches(Credentials stored, byte[] password) throws SyntaxException {
        hashes.incrementAndGet();
        return PasswordHash.parse(stored.hash()).matches(password);
    }

    private Optional<Entry> enabled(String name) {
        return directory.snapshot().entry(name).filter(entry -> entry.account().enabled());
    }

    /** Guesses at one account count together, however its name is written. */
    private String counted(String name) {
        return directory
                .snapshot()
                .entry(name)
                .map(entry -> entry.account().login())
                .orElseGet(() -> Ascii.lower(name.substring(0, Math.min(name.length(), 320))));
    }

    /** The salt of a name stays the same for ever, as a real one does (RFC 5802 section 9 asks not to tell who exists). */
    private ScramKeys madeUp(String name) throws SyntaxException {
        ScramKeys keys = nobody.scramKeys(Identity.NOBODY);
        byte[] salt = Arrays.copyOf(seed(name), SALT_OCTETS);
        return new ScramKeys(Identity.NOBODY, salt, Scram.ITERATIONS, keys.storedKey(), keys.serverKey());
    }

    /** Octets that look random and stay the same for a name. */
    private byte[] seed(String name) {
        return mac(directory.snapshot().secret(), Ascii.lower(name));
    }

    private static byte[] mac(byte[] secret, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, "HmacSHA256"));
            return mac.doFinal(Ascii.octets(name));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void holdBack(Duration delay) {
        try {
            if (!delay.isZero()) pause.of(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

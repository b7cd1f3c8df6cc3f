package org.stagepost.mta.route;

import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;

/**
 * Reverse paths of what we forward for strangers. Their domains do not list us in SPF, so we send as {@code
 * SRS0=hash=day=their.domain=user@ours}, and take reports to such an address back to them for three weeks (the Sender
 * Rewriting Scheme of Meng Weng Wong, 2003, which is in no RFC). What was so rewritten elsewhere becomes {@code
 * SRS1=hash=their.domain==rest@ours}: the first forwarder keeps its duty, and we are no longer than two in the name.
 */
public final class Srs {
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int HASH_DIGITS = 6;
    private static final int DAYS = 1 << 10;
    private static final int GOOD_FOR = 21;

    private final Directory directory;
    private final SrsSecret secret;
    private final Clock clock;

    @Inject
    public Srs(Directory directory, SrsSecret secret, Clock clock) {
        this.directory = directory;
        this.secret = secret;
        this.clock = clock;
    }

    /** Instead of a stranger's reverse path; empty where the path is null or ours, or does not fit into 64 octets. */
    public Optional<ReversePath> rewritten(ReversePath from) {
        Optional<Domain> ours = directory.primaryDomain();
        if (!secret.isUsed() || ours.isEmpty() || from.address().isEmpty()) return Optional.empty();
        Address sender = from.address().get();
        if (directory.isLocal(sender.domain()) || sender.domain().isLiteral()) return Optional.empty();
        return address(localPart(sender), ours.get().name()).map(ReversePath::of);
    }

    private String localPart(Address sender) {
        String local = sender.localPart();
        String domain = sender.domain().name();
        if (isTagged(local, "SRS0")) return signed("SRS1", domain + "=" + local.substring(4));
        int first = isTagged(local, "SRS1") ? local.indexOf('=', 5) : -1;
        if (first > 0) return signed("SRS1", local.substring(first + 1));
        return signed("SRS0", digits(today(), 2) + "=" + domain + "=" + local);
    }

    private String signed(String tag, String text) {
        return tag + "=" + hash(tag, text) + "=" + text;
    }

    /** Whom a report to an address that we have made belongs to; empty when we have not, or too long ago. */
    public Optional<Address> original(Address address) {
        String local = address.localPart();
        boolean first = isTagged(local, "SRS0");
        if (!secret.isUsed() || !directory.isLocal(address.domain()) || !first && !isTagged(local, "SRS1"))
            return Optional.empty();
        int hashEnd = local.indexOf('=', 5);
        if (hashEnd < 0) return Optional.empty();
        String text = local.substring(hashEnd + 1);
        String expected = hash(first ? "SRS0" : "SRS1", text);
        if (!MessageDigest.isEqual(Ascii.octets(expected), Ascii.octets(Ascii.lower(local.substring(5, hashEnd)))))
            return Optional.empty();
        return first ? sender(text) : forwarder(text);
    }

    /** {@code day=domain=user}. */
    private Optional<Address> sender(String text) {
        int domainAt = text.indexOf('=') + 1;
        int userAt = text.indexOf('=', domainAt) + 1;
        if (domainAt != 3 || userAt <= domainAt) return Optional.empty();
        int day = DIGITS.indexOf(Ascii.lower(text).charAt(0)) * 32
                + DIGITS.indexOf(Ascii.lower(text).charAt(1));
        if (Math.floorMod(today() - day, DAYS) > GOOD_FOR) return Optional.empty();
        return address(text.substring(userAt), text.substring(domainAt, userAt - 1));
    }

    /** {@code domain==rest}, where {@code SRS0=rest} is what the first forwarder has made. */
    private static Optional<Address> forwarder(String text) {
        int end = text.indexOf('=');
        return end < 0 ? Optional.empty() : address("SRS0" + text.substring(end + 1), text.substring(0, end));
    }

    /** Behind the tag stands one of three separators. */
    private static boolean isTagged(String local, String tag) {
        return local.length() > 5
                && Ascii.upper(local.substring(0, 4)).equals(tag)
                && "=+-".indexOf(local.charAt(4)) >= 0;
    }

    /** Empty for what no line of SMTP has room for. */
    private static Optional<Address> address(String localPart, String domain) {
        try {
            return Optional.of(Address.parse(new Address(localPart, Domain.of(domain)).toString()));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    private int today() {
        return (int) (clock.instant().getEpochSecond() / 86_400 % DAYS);
    }

    /** Of the text in lower case: there are servers that write addresses so. */
    private String hash(String tag, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.octets(), "HmacSHA256"));
            byte[] sum = mac.doFinal(Ascii.octets(tag + Ascii.lower(text)));
            int number = (sum[0] & 0xff) << 22 | (sum[1] & 0xff) << 14 | (sum[2] & 0xff) << 6 | (sum[3] & 0x3f);
            return digits(number, HASH_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digits(int number, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = count - 1; i >= 0; i--) text.append(DIGITS.charAt(number >> 5 * i & 31));
        return text.toString();
    }
}

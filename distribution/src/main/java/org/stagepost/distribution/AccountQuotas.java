package org.stagepost.distribution;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.Directory;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Quota;
import org.stagepost.mailstore.QuotaRules;

/** Quota as the settings say for everybody, and the directory for one account alone. */
public final class AccountQuotas implements QuotaRules {
    /** The directory's name for octets: {@code 2G}, or {@code 0} for no limit. */
    public static final String OCTETS = "quota";
    /** The directory's name for messages: a number, or {@code 0} for no limit. */
    public static final String MESSAGES = "quota-messages";

    private static final Logger log = LoggerFactory.getLogger(AccountQuotas.class);

    private final Quota everybodys;
    private final Directory directory;

    public AccountQuotas(Quota everybodys, Directory directory) {
        this.everybodys = everybodys;
        this.directory = directory;
    }

    @Override
    public Quota of(Address account) {
        Optional<String> octets = directory.setting(account, OCTETS);
        Optional<String> messages = directory.setting(account, MESSAGES);
        if (octets.isEmpty() && messages.isEmpty()) return everybodys;
        try {
            long most = octets.isEmpty() ? everybodys.octets() : octets(octets.get());
            return new Quota(most, messages.isEmpty() ? everybodys.messages() : messages(messages.get()));
        } catch (SyntaxException e) {
            log.warn("the quota of {} cannot be read: {}", account, e.getMessage());
            return everybodys;
        }
    }

    /** A limit of octets as people write it; zero is none. */
    public static long octets(String text) throws SyntaxException {
        return Quota.limit(Settings.parsedBytes(text));
    }

    /** A limit of messages as people write it; zero is none. */
    public static long messages(String text) throws SyntaxException {
        return Quota.limit(Ascii.number(text, Long.MAX_VALUE));
    }
}

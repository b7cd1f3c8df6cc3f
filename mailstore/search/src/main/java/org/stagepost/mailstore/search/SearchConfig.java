package org.stagepost.mailstore.search;

import java.nio.file.Path;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;

/**
 * Where the text indexes are kept, and what they may cost.
 *
 * @param enabled whether there are any; without them each search reads
 * @param folder of all accounts' indexes; can be deleted at any time
 * @param allAccounts whether every mailbox that somebody opens is indexed, or only those of accounts that have searched
 * @param maxSize octets of all indexes together
 * @param accountSize octets of one account's index
 * @param text characters of one message that are indexed; a longer one is always read
 */
public record SearchConfig(
        boolean enabled, Path folder, boolean allAccounts, long maxSize, long accountSize, long text) {
    private static final long MAX_SIZE = 10L << 30;
    private static final long ACCOUNT_SIZE = 2L << 30;
    private static final long TEXT = 4L << 20;

    public static SearchConfig from(Settings settings, Site site) {
        return new SearchConfig(
                settings.bool("search.enabled", true),
                settings.path("search.folder", site.data().resolve("search")),
                settings.bool("search.all-accounts", false),
                settings.bytes("search.max-size", MAX_SIZE),
                settings.bytes("search.account-size", ACCOUNT_SIZE),
                settings.bytes("search.text", TEXT, 1 << 10, 1 << 30));
    }

    /** What an index below this folder has when nothing is configured. */
    public static SearchConfig below(Path folder) {
        return new SearchConfig(true, folder, false, MAX_SIZE, ACCOUNT_SIZE, TEXT);
    }
}

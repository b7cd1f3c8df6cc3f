package org.stagepost.mailstore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;

/**
 * Where mail is kept, and with how much memory.
 *
 * @param root the folder of all mail
 * @param folder an account's Maildir below it, with {@code {domain}} and {@code {user}}
 * @param index the folder of what is remembered about messages; it can be deleted while nothing runs
 * @param host our name in file names
 * @param reserve octets that stay free on the disk
 * @param cache octets of message structures in memory
 * @param mailboxes how many are kept in memory while nobody has them open
 * @param quota of every account that has none of its own
 * @param keepExpunged how long expunged messages can be had back; zero for not at all
 * @param expire after how long messages go from mailboxes, by their names
 * @param keepRemoved how long the mail of removed accounts is kept; zero for ever
 */
public record MailstoreConfig(
        Path root,
        String folder,
        Path index,
        String host,
        long reserve,
        long cache,
        int mailboxes,
        Quota quota,
        Duration keepExpunged,
        Map<String, Duration> expire,
        Duration keepRemoved) {
    private static final String FOLDER = "{domain}/{user}/Maildir";
    private static final long RESERVE = 64L << 20;
    private static final long CACHE = 32L << 20;
    private static final int MAILBOXES = 500;
    private static final Duration KEEP_REMOVED = Duration.ofDays(30);

    public static MailstoreConfig from(Settings settings, Site site) {
        return new MailstoreConfig(
                settings.path("mailstore.root", site.data().resolve("mail")),
                settings.string("mailstore.folder", FOLDER),
                settings.path("mailstore.index", site.data().resolve("index")),
                site.hostname().name(),
                settings.bytes("mailstore.reserve", RESERVE),
                settings.bytes("mailstore.cache", CACHE, 1L << 20, 1L << 40),
                settings.integer("mailstore.mailboxes", MAILBOXES, 1, 1_000_000),
                new Quota(
                        Quota.limit(settings.bytes("mailstore.quota", 0)),
                        Quota.limit(settings.integer("mailstore.quota-messages", 0, 0, Integer.MAX_VALUE))),
                settings.duration("mailstore.keep-expunged", Duration.ZERO),
                settings.entries("mailstore.expire", Settings::parsedDuration),
                settings.duration("mailstore.keep-removed", KEEP_REMOVED));
    }

    /** What a store below this folder has when nothing is configured. */
    public static MailstoreConfig below(Path root) {
        Path index = root.resolve(".index");
        return new MailstoreConfig(
                root,
                FOLDER,
                index,
                "localhost",
                RESERVE,
                CACHE,
                MAILBOXES,
                Quota.NONE,
                Duration.ZERO,
                Map.of(),
                KEEP_REMOVED);
    }
}

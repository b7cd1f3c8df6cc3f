package org.stagepost.distribution.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * The moments of a message's life at which a process may end, as the fault catalogue numbers them. Head and body of a queue
 * file are one file here, so where the catalogue tells the envelope's file from the message's, the moment before and after
 * the same call is meant.
 */
enum CrashPoint {
    P01_TEMP_CREATED("AFTER 1 create queue/incoming", "ann", "ben"),
    P02_BODY_PART("DURING 1 write queue/incoming", "ann", "ben"),
    P03_BODY_WHOLE("AFTER 1 write queue/incoming", "ann", "ben"),
    P04_FILE_FORCED("AFTER 1 force queue.message", "ann", "ben"),
    P05_ENVELOPE_WRITTEN("BEFORE 1 force queue.message", "ann", "eve@venus.test"),
    P06_ENVELOPE_FORCED("BEFORE 1 rename queue/messages", "ann", "eve@venus.test"),
    P07_RENAMED("AFTER 1 rename queue/messages", "ann", "ben"),
    P08_DIRECTORY_FORCED("AFTER 1 force queue.messages.directory", "ann", "eve@venus.test"),
    P09_REPLY_SENT(Wired.REPLY, "ann", "eve@venus.test"),
    P10_TMP_WRITTEN("AFTER 1 write ann/Maildir/tmp", "ann"),
    P11_FORCED("AFTER 1 force maildir.message", "ann"),
    P12_LINKED("AFTER 1 link ann/Maildir/new", "ann", "ben"),
    P13_DIRECTORY_FORCED("AFTER 1 force maildir.delivered.directory", "ann"),
    P14_INDEX_ROW("BEFORE 1 write stagepost-deliveries", "ann"),
    P15_DONE_MARK("AFTER 1 write stagepost-deliveries", "ann", "ben"),
    P16_NOTIFY(Wired.NOTIFY, "ann"),
    P17_CONNECTED(Wired.CONNECTED, "eve@venus.test"),
    P18_MAIL_OK(Wired.MAIL, "eve@venus.test"),
    P19_DOT_SENT(Wired.DOT, "eve@venus.test", "ann"),
    P20_REPLY_READ("BEFORE 1 delete queue/messages", "eve@venus.test"),
    P21_DONE_MARK_FORCED("AFTER 1 force queue.mark", "eve@venus.test", "busy@venus.test"),
    P22_DSN_QUEUED("AFTER 2 force queue.messages.directory", "no@venus.test"),
    P23_LAST_MARK("AFTER 2 force queue.mark", "no@venus.test", "busy@venus.test"),
    P24_QUEUE_FILE_REMOVED("AFTER 1 delete queue/messages", "ann", "ben");

    private final Optional<String> trap;
    private final Optional<Wired> wired;
    private final String recipients;

    /** Moments that a peer sees, who then kills the process. */
    enum Wired {
        /** The client has read the 250 of its message. */
        REPLY,
        /** An IMAP client has been told of the message. */
        NOTIFY,
        CONNECTED,
        MAIL,
        DOT
    }

    CrashPoint(String trap, String... recipients) {
        this.trap = Optional.of(trap);
        this.wired = Optional.empty();
        this.recipients = String.join(" ", recipients);
    }

    CrashPoint(Wired wired, String... recipients) {
        this.trap = Optional.empty();
        this.wired = Optional.of(wired);
        this.recipients = String.join(" ", recipients);
    }

    /** At what call of the disk the process ends, where it is one; see {@link HaltingDisk.Trap}. */
    Optional<String> trap() {
        return trap;
    }

    boolean is(Wired moment) {
        return wired.equals(Optional.of(moment));
    }

    /** Who gets the message: names of people here, addresses of others. */
    List<String> recipients() {
        return List.of(recipients.split(" ", -1));
    }
}

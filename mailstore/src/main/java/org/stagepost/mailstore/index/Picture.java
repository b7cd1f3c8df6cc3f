package org.stagepost.mailstore.index;

import java.util.List;
import org.stagepost.mailstore.Flags;

/**
 * A mailbox as its files told when it was let go: who opens it while they are the same need not read them.
 *
 * @param rows its messages, in ascending order of UID
 */
public record Picture(Header header, List<Row> rows) {
    /**
     * What a mailbox knows beside its messages.
     *
     * @param files by which the mailbox's own files are known again: the picture is good while they are these
     * @param folders by which the folders of messages are known again: while they are these, nothing came or went
     * @param claimedUid the last UID that a session has been shown as recent
     * @param keywords in the order in which they were first used
     * @param lines of the UID list and of the change log
     */
    public record Header(
            String files,
            String folders,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            long claimedUid,
            List<String> keywords,
            Lines lines,
            int messages) {}

    /** How long the mailbox's own files are. */
    public record Lines(int list, int log) {}

    /**
     * A message.
     *
     * @param octets RFC822.SIZE
     * @param fresh whether its file is in {@code new/}
     * @param info what follows the base name
     */
    public record Row(long uid, String name, long octets, Flags flags, long modSeq, boolean fresh, String info) {}
}

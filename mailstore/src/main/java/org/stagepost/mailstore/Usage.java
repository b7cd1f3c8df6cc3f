package org.stagepost.mailstore;

/**
 * What an account keeps now.
 *
 * @param quota what it may keep
 * @param octets of message files; 0 where nothing is limited, and nothing counted
 * @param messages in all mailboxes; 0 likewise
 */
public record Usage(Quota quota, long octets, long messages) {
    public static final Usage UNLIMITED = new Usage(Quota.NONE, 0, 0);

    /** Whether so much more is allowed. */
    public boolean fits(long moreOctets, long moreMessages) {
        return moreOctets <= quota.octets() - octets && moreMessages <= quota.messages() - messages;
    }

    /** With so much more, or less. */
    public Usage and(long moreOctets, long moreMessages) {
        return new Usage(quota, Math.max(0, octets + moreOctets), Math.max(0, messages + moreMessages));
    }
}

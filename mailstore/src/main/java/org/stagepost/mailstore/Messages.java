package org.stagepost.mailstore;

import java.util.List;

/**
 * The messages of a mailbox at one moment, in ascending order of UID, positions from 0. Immutable and cheap to hold: what
 * has not changed is shared between moments.
 */
public interface Messages {
    int size();

    long uid(int position);

    Flags flags(int position);

    long modSeq(int position);

    /** RFC822.SIZE: octets with every line ending CR LF. */
    long octets(int position);

    /** The position of a UID, or -1 when it is not here. */
    int position(long uid);

    long uidNext();

    long highestModSeq();

    /** How many are not seen. */
    int unseen();

    /** How many nobody has been shown yet as recent. */
    int recent();

    /** The keywords in use in this mailbox, as first spelt. */
    List<String> keywords();

    /** Whether another keyword can be made (PERMANENTFLAGS, RFC 9051 7.1). */
    boolean keywordsOpen();

    /** The sum of {@link #octets}. */
    long totalOctets();
}

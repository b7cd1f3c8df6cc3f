package org.stagepost.imap.handle;

import java.io.IOException;
import org.stagepost.mailstore.StoreException;

/** A search key made ready for many messages. */
@FunctionalInterface
interface Criterion {
    boolean matches(Candidate message) throws IOException, StoreException;
}

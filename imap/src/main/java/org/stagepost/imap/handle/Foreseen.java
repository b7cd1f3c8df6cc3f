package org.stagepost.imap.handle;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.UidSet;

/** A criterion that reads messages, except those of which the index knows that they do not match. */
final class Foreseen implements Criterion {
    private final Supplier<UidSet> index;
    private final Criterion reading;
    private @Nullable UidSet ruledOut;

    /** @param index asked once, when the first message comes this far */
    Foreseen(Supplier<UidSet> index, Criterion reading) {
        this.index = index;
        this.reading = reading;
    }

    @Override
    public boolean matches(Candidate message) throws IOException, StoreException {
        UidSet known = ruledOut;
        if (known == null) ruledOut = known = index.get();
        return !known.contains(message.uid()) && reading.matches(message);
    }
}

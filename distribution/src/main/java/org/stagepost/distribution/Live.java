package org.stagepost.distribution;

import java.io.IOException;
import java.util.Set;

/** A part of a running process that takes other settings without a restart. */
interface Live {
    /** The settings it takes: keys, and tables whose keys are not ours to know. */
    Set<String> keys();

    /** From now on these; connections go on. */
    void become(Configuration next) throws IOException;
}

package org.stagepost.distribution;

import java.util.function.BooleanSupplier;

/** What a process does at its start and then from time to time, on a thread that nobody waits for. */
interface Chore {
    /** @param stopped asked between its steps */
    void perform(BooleanSupplier stopped);
}

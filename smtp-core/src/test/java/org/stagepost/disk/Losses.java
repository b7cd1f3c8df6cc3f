package org.stagepost.disk;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What came of the promises that were looked at after crashes, counted: judges may count at the same time. A fault is a line
 * that begins with what kind it is of.
 */
public final class Losses {
    /** What a fault begins with when something that was promised is not there. */
    public static final String LOST = "lost: ";

    /** What a fault begins with when something is there more often than it may be. */
    public static final String DOUBLED = "doubled: ";

    private final LongAdder promises = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder doubled = new LongAdder();
    private final LongAdder otherwise = new LongAdder();
    private final LongAdder again = new LongAdder();

    /** So many promises were looked at. */
    public void looked(long count) {
        promises.add(count);
    }

    /** So many copies came elsewhere a second time, as a crash between a dot and its reply makes them. */
    public void again(long count) {
        again.add(count);
    }

    /** What was wrong; the same list, to be asserted empty. */
    public List<String> found(List<String> faults) {
        for (String fault : faults) (kind(fault)).increment();
        return faults;
    }

    private LongAdder kind(String fault) {
        return fault.startsWith(LOST) ? lost : fault.startsWith(DOUBLED) ? doubled : otherwise;
    }

    /**
     * Prints it, as {@code .ci/large} looks for it: also when something is wrong.
     *
     * @param runs what was done how often
     */
    public void print(String runs) {
        System.out.println("proof: " + runs + ": " + this);
    }

    @Override
    public String toString() {
        return promises + " promises, " + lost + " lost, " + doubled + " duplicated, " + otherwise
                + " otherwise wrong, " + again + " more copies elsewhere after a crash";
    }
}

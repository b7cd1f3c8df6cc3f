package org.stagepost.distribution.status;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stagepost.distribution.status.DayCounts.Day;
import org.stagepost.distribution.status.Finding.Level;

/**
 * How a site is at a moment.
 *
 * @param at the moment
 * @param running the roles that answer
 * @param processes that have them
 * @param certificate until when it is good; empty while there is none
 * @param findings what is to be said about it, the worst first
 */
public record SiteStatus(
        Instant at,
        List<String> running,
        List<Vitals> processes,
        QueueState queue,
        Optional<Instant> certificate,
        List<DiskState> disks,
        List<Finding> findings) {
    public SiteStatus {
        running = List.copyOf(running);
        processes = List.copyOf(processes);
        disks = List.copyOf(disks);
        findings = List.copyOf(findings);
    }

    /**
     * A disk that files of ours are on.
     *
     * @param need octets without which a folder of ours that is on it takes no mail
     */
    public record DiskState(Path folder, long free, long size, long need) {
        /** The same with another folder on it. */
        DiskState and(DiskState other) {
            return new DiskState(folder, free, size, Math.max(need, other.need));
        }

        int percentFree() {
            return size == 0 ? 0 : (int) (100 * (double) free / size);
        }
    }

    /** The worst of the findings that ask for a look; empty when all is fine. */
    public Optional<Level> worst() {
        return findings.stream()
                .map(Finding::level)
                .filter(level -> level != Level.NOTE)
                .max(Level::compareTo);
    }

    /** What all processes have counted. */
    Day day() {
        int relays = 0;
        int repairs = 0;
        int alarms = 0;
        for (Vitals each : processes) {
            relays += each.day().refusedRelays();
            repairs += each.day().repairs();
            alarms += each.day().alarms();
        }
        return new Day(relays, repairs, alarms);
    }

    Stream<String> symptoms() {
        return processes.stream().flatMap(each -> each.symptoms().stream());
    }
}

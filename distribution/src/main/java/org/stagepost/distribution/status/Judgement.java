package org.stagepost.distribution.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.stagepost.distribution.status.DayCounts.Day;
import org.stagepost.distribution.status.Finding.Level;
import org.stagepost.distribution.status.SiteStatus.DiskState;

/** What in the facts is worth to be said. */
final class Judgement {
    private static final int LITTLE = 10;

    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    Judgement(Instant now) {
        this.now = now;
    }

    void problem(String text) {
        findings.add(new Finding(Level.PROBLEM, text));
    }

    /** One role is missed while others run. */
    void dead(String role) {
        problem("the process with the role " + role + " has ended without being stopped, or takes no connections");
    }

    private void warning(String text) {
        findings.add(new Finding(Level.WARNING, text));
    }

    SiteStatus on(SiteStatus facts, Inspection.Places places) {
        if (facts.running().isEmpty()) problem("no server runs with the data in " + places.data());
        queue(facts.queue(), places);
        facts.certificate().ifPresent(end -> certificate(end, places));
        for (DiskState disk : facts.disks()) disk(disk);
        facts.symptoms().forEach(this::problem);
        day(facts.day());
        findings.sort(Comparator.comparing(Finding::level).reversed());
        return new SiteStatus(
                facts.at(),
                facts.running(),
                facts.processes(),
                facts.queue(),
                facts.certificate(),
                facts.disks(),
                findings);
    }

    private void queue(QueueState queue, Inspection.Places places) {
        if (queue.setAside() > 0)
            problem(queue.setAside() + " files of the queue are no whole messages, and are not delivered: "
                    + places.queue().resolve("quarantine"));
        queue.overdue()
                .map(since -> Duration.between(since, now))
                .ifPresent(waited -> warning("a message has been in the queue for " + waited.toDays()
                        + " days; stagepost queue list shows it"));
    }

    private void certificate(Instant end, Inspection.Places places) {
        if (!end.isAfter(now))
            problem("the certificate in " + places.certificate() + " has been out of date since " + end);
        else if (!end.isAfter(now.plus(CertificateEnd.SOON)))
            warning("the certificate in " + places.certificate() + " is good until " + end + " only");
    }

    private void disk(DiskState disk) {
        String free = disk.percentFree() + " % of the disk below " + disk.folder() + " are free";
        if (disk.free() < disk.need()) problem(free + ", too little to take mail");
        else if (disk.percentFree() < LITTLE) warning(free);
    }

    private void day(Day day) {
        if (day.repairs() > 0)
            warning(times(day.repairs())
                    + " a file of queue or store was mended or set aside in a day; the log tells which");
        if (day.alarms() > 0)
            warning(times(day.alarms()) + " a login used up what it may send in a day; stagepost trace tells who");
        if (day.refusedRelays() > 0)
            findings.add(new Finding(
                    Level.NOTE, times(day.refusedRelays()) + " mail for other domains was refused in a day"));
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }
}

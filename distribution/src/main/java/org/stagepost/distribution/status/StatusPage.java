package org.stagepost.distribution.status;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.distribution.control.Json;
import org.stagepost.distribution.status.DayCounts.Day;

/** How a site is, for people and for programs. */
public final class StatusPage {
    private final SiteStatus status;

    public StatusPage(SiteStatus status) {
        this.status = status;
    }

    /** A line a fact, then a line a finding. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        row(lines, "runs", status.running().isEmpty() ? "nothing" : String.join(", ", status.running()));
        for (Vitals each : status.processes())
            row(lines, "process", each.pid() + ", since " + each.since().truncatedTo(ChronoUnit.SECONDS));
        QueueState queue = status.queue();
        String oldest =
                queue.oldest().map(came -> ", the oldest for " + since(came)).orElse("");
        row(lines, "queue", count(queue.messages(), "message") + ", " + queue.octets() + " octets" + oldest);
        row(
                lines,
                "certificate",
                status.certificate().map(end -> days(end) + " days left").orElse("none yet"));
        for (SiteStatus.DiskState disk : status.disks())
            row(lines, "disk", disk.percentFree() + " % free below " + disk.folder());
        Day day = status.day();
        row(
                lines,
                "last day",
                count(day.refusedRelays(), "refused relay") + ", " + count(day.repairs(), "repair") + ", "
                        + count(day.alarms(), "alarm"));
        for (Finding each : status.findings()) lines.add(each.level() + ": " + each.text());
        if (status.worst().isEmpty()) lines.add("all is fine");
        return lines;
    }

    /** One object on one line. */
    public String json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("state", status.worst().map(Finding.Level::toString).orElse("fine"));
        object.put("running", status.running());
        object.put(
                "processes",
                status.processes().stream()
                        .map(each -> Map.of("pid", each.pid(), "since", each.since()))
                        .toList());
        Map<String, Object> queue = new LinkedHashMap<>();
        queue.put("messages", status.queue().messages());
        queue.put("octets", status.queue().octets());
        status.queue().oldest().ifPresent(came -> queue.put("oldest", came));
        queue.put("set-aside", status.queue().setAside());
        object.put("queue", queue);
        status.certificate().ifPresent(end -> object.put("certificate-days", days(end)));
        object.put(
                "disks",
                status.disks().stream()
                        .map(disk -> Map.of("folder", disk.folder(), "percent-free", disk.percentFree()))
                        .toList());
        object.put("refused-relays", status.day().refusedRelays());
        object.put("repairs", status.day().repairs());
        object.put("alarms", status.day().alarms());
        object.put(
                "findings",
                status.findings().stream()
                        .map(each -> Map.of("level", each.level(), "text", each.text()))
                        .toList());
        return Json.of(object);
    }

    private long days(Instant end) {
        return Math.max(0, Duration.between(status.at(), end).toDays());
    }

    private String since(Instant came) {
        Duration waited = Duration.between(came, status.at());
        if (waited.toMinutes() < 1) return "less than a minute";
        if (waited.toHours() < 2) return waited.toMinutes() + " minutes";
        return waited.toHours() < 48 ? waited.toHours() + " hours" : waited.toDays() + " days";
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static void row(List<String> lines, String name, String value) {
        lines.add(String.format("%-12s %s", name, value));
    }
}

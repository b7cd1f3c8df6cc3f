package org.stagepost.distribution.status;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.distribution.status.DayCounts.Day;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;

/**
 * What a process tells of itself.
 *
 * @param pid by which it is known to the system
 * @param since when it runs
 * @param symptoms trouble that lasts
 */
public record Vitals(long pid, Instant since, Day day, List<String> symptoms) {
    /** Who does not tell within this time hangs. */
    private static final Duration SOON = Duration.ofSeconds(5);

    public Vitals {
        symptoms = List.copyOf(symptoms);
    }

    /** What tells processes apart; the number alone does not, since in containers each is the first. */
    public record Identity(long pid, Instant since) {}

    public Identity process() {
        return new Identity(pid, since);
    }

    /** As it goes over the control socket. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("process " + pid);
        lines.add("since " + since);
        lines.add("refused-relays " + day.refusedRelays());
        lines.add("repairs " + day.repairs());
        lines.add("alarms " + day.alarms());
        for (String each : symptoms) lines.add("symptom " + each);
        return lines;
    }

    /** Asks the process with a role; empty when there is none. */
    public static Optional<Vitals> of(Control control, String role) throws RefusedException {
        Optional<List<String>> answer = control.ask(role, List.of("status"), SOON);
        try {
            return answer.isPresent() ? Optional.of(parse(answer.get())) : Optional.empty();
        } catch (SyntaxException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    static Vitals parse(List<String> lines) throws SyntaxException {
        long pid = 0;
        Instant since = Instant.EPOCH;
        int relays = 0;
        int repairs = 0;
        int alarms = 0;
        List<String> symptoms = new ArrayList<>();
        for (String line : lines) {
            String value = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, Math.max(0, line.indexOf(' ')))) {
                case "process" -> pid = Ascii.number(value, Long.MAX_VALUE);
                case "since" -> since = moment(value);
                case "refused-relays" -> relays = (int) Ascii.number(value, Integer.MAX_VALUE);
                case "repairs" -> repairs = (int) Ascii.number(value, Integer.MAX_VALUE);
                case "alarms" -> alarms = (int) Ascii.number(value, Integer.MAX_VALUE);
                case "symptom" -> symptoms.add(value);
                default -> throw new SyntaxException("no line of a status: " + line);
            }
        }
        return new Vitals(pid, since, new Day(relays, repairs, alarms), symptoms);
    }

    private static Instant moment(String text) throws SyntaxException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new SyntaxException("no moment: " + text);
        }
    }
}

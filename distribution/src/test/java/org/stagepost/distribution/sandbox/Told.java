package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.distribution.sandbox.Ledger.Letter;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.Journeys;
import org.stagepost.trace.Journeys.Journey;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.Wanted;

/**
 * What {@code stagepost trace} tells of letters that were taken.
 *
 * @param count of the letters
 * @param unknown those of which it tells nothing
 * @param open those of which it does not tell how they ended for somebody: what a process has in its buffer when it is
 *     killed is told by nobody, which costs some events a kill
 */
record Told(int count, List<String> unknown, List<String> open) {
    private static final Set<Kind> ENDS = EnumSet.of(Kind.SENT, Kind.DELIVERED);
    /** Where one of several is refused, that is what is told of all. */
    private static final Set<Kind> ENDS_OF_REFUSED = EnumSet.of(Kind.SENT, Kind.DELIVERED, Kind.REFUSED);

    /** @param letters by what the servers call them */
    static Told of(Path folder, Organisation organisation, Map<String, Letter> letters)
            throws IOException, SyntaxException {
        Journeys journeys = new Journeys(folder);
        String sender = organisation.people().getFirst().address();
        Map<String, Journey> known = new HashMap<>();
        // Most at once; what is more than one answer holds is asked for one by one.
        for (Journey journey : journeys.find(new Wanted(Optional.empty(), sender, "", Instant.EPOCH))
                .journeys())
            for (TraceEvent event : journey.events()) known.put(event.id().text(), journey);
        Told told = new Told(letters.size(), new ArrayList<>(), new ArrayList<>());
        for (Map.Entry<String, Letter> each : letters.entrySet()) {
            Optional<Journey> journey = Optional.ofNullable(known.get(each.getKey()));
            if (journey.isEmpty())
                journey = journeys.find(Wanted.message(TraceId.parse(each.getKey()))).journeys().stream()
                        .findFirst();
            if (journey.isEmpty()) told.unknown.add(each.getValue().id());
            else if (!ended(each.getValue(), organisation, journey.get()))
                told.open.add(each.getValue().id());
        }
        return told;
    }

    private static boolean ended(Letter letter, Organisation organisation, Journey journey) {
        Set<Kind> ends = letter.recipients().stream().anyMatch(Sink::refuses) ? ENDS_OF_REFUSED : ENDS;
        return letter.recipients().stream()
                .map(name -> name.contains("@") ? name : name + "@" + organisation.domain())
                .allMatch(address -> journey.events().stream()
                        .anyMatch(event -> ends.contains(event.kind())
                                && event.stage() != TraceEvent.Stage.MSA
                                && event.parties().stream().skip(1).anyMatch(address::equals)));
    }

    @Override
    public String toString() {
        return "the trace knows " + (count - unknown.size()) + " of " + count + " and the end of "
                + (count - unknown.size() - open.size());
    }
}
